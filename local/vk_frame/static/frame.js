/*
 * VK's side of VK Bridge, as @vkontakte/vk-bridge 3 speaks it from a frame: the app posts
 * {handler, params: {…, request_id}, type: 'vk-connect'}; VK answers {type: handler + 'Result' | 'Failed', data}.
 * Every call is kept in window.bridgeCalls.
 */
"use strict";

const app = document.getElementById("app");
const themes = document.querySelector("select[name=theme]");
const origin = new URL(app.dataset.src).origin;

window.bridgeCalls = [];

// VK's apps for phones; its page in a phone's browser is none.
const isPhoneApp = /[?&]vk_platform=mobile_(android|iphone)/.test(
  app.dataset.src,
);

const configOf = (theme) => ({
  app: "vkclient",
  app_id: app.dataset.appId,
  appearance: theme,
  scheme: theme === "dark" ? "space_gray" : "bright_light",
  insets: { top: 0, right: 0, bottom: 0, left: 0 },
});

const handlers = {
  VKWebAppInit: () => ({ result: true }),
  VKWebAppGetConfig: () => configOf(document.documentElement.dataset.theme),
  VKWebAppGetLaunchParams: () =>
    Object.fromEntries(new URL(app.dataset.src).searchParams),
  VKWebAppGetClientVersion: () => ({ platform: "web", version: "1.0.0" }),
  VKWebAppCopyText: ({ text }) =>
    navigator.clipboard.writeText(text).then(
      () => ({ result: true }),
      // A page without the permission: what was to be copied stands in bridgeCalls.
      () => ({ result: true }),
    ),
  VKWebAppShare: ({ link }) => [{ type: "message", link }],
  // Known to VK's apps alone. Their downloader fetches the address by itself, without a header of the app's.
  ...(isPhoneApp && { VKWebAppDownloadFile: () => ({ result: true }) }),
  // The person presses «Разрешить».
  VKWebAppAllowMessagesFromGroup: ({ group_id }) =>
    fetch(
      "/allow?" + new URLSearchParams({ user: app.dataset.user, group_id }),
      { method: "POST" },
    ).then(({ ok }) => ({ result: ok })),
  VKWebAppSetLocation: ({ location }) => {
    window.history.replaceState(null, "", "#" + location);
    return { result: true };
  },
  VKWebAppClose: () => {
    app.hidden = true;
    app.src = "about:blank";
    document.getElementById("closed").hidden = false;
    return { result: true };
  },
};

const post = (type, data) =>
  app.contentWindow?.postMessage({ type, data }, origin);

window.addEventListener("message", async ({ source, data: message }) => {
  if (source !== app.contentWindow || message?.type !== "vk-connect") return;
  const { handler, params = {} } = message;
  window.bridgeCalls.push({ handler, params });
  const { request_id } = params;
  if (!(handler in handlers)) {
    const error_data = { error_code: 6, error_reason: "Unsupported platform" };
    return post(handler + "Failed", {
      error_type: "client_error",
      error_data,
      request_id,
    });
  }
  const answer = await handlers[handler](params);
  post(handler + "Result", { ...answer, request_id });
  if (handler === "VKWebAppInit") {
    post("SetSupportedHandlers", { supportedHandlers: Object.keys(handlers) });
    post(
      "VKWebAppUpdateConfig",
      configOf(document.documentElement.dataset.theme),
    );
  }
});

themes.addEventListener("change", () => {
  document.documentElement.dataset.theme = themes.value;
  post("VKWebAppUpdateConfig", configOf(themes.value));
});

// Set by the script, so that it hears the app's first word. VK hands its own hash on.
app.src = app.dataset.src + window.location.hash;
