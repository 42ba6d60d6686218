/** «Вступить по ссылке»: asks for the link, shows the chat behind it, joins. */

import { get, post } from "./api.js";
import { avatar, conversationAvatar } from "./avatar.js";
import { el, fill } from "./dom.js";
import { emptyState } from "./empty.js";
import { openModal } from "./modal.js";
import { membersText } from "./russian.js";
import { attempt } from "./snackbar.js";

/** Opens the window, with the link already in it where there is one; `open(place)` goes into the chat. */
export function openJoin(me, open, link = "") {
  const body = el("div.join");
  const close = openModal({ title: "Вступить по ссылке", kind: "narrow" }, body);
  const enter = (place) => {
    close();
    open(place);
  };
  const ask = () => fill(body, linkForm(link, look));
  async function look(given) {
    link = given;
    const invitation = await attempt(() => get("/sim/page/invitation", { link, user_id: me }));
    if (!invitation) return;
    fill(body, invitation.is_dead ? deadLink(ask) : preview(invitation, { me, link, enter }));
    body.querySelector("button")?.focus();
  }
  if (link) look(link);
  else ask();
}

function deadLink(ask) {
  const text = "Ссылка недействительна: её отозвали или в ней ошибка.";
  return emptyState({
    picture: "link",
    title: "Не получилось",
    text,
    acts: [{ label: "Ввести другую ссылку", act: ask }],
  });
}

function linkForm(link, look) {
  const input = el("input.field__input", {
    type: "text",
    value: link,
    placeholder: "https://vk.me/join/…",
    autocomplete: "off",
    spellcheck: "false",
  });
  const submit = (event) => {
    event.preventDefault();
    const given = input.value.trim();
    if (given) look(/^https?:/.test(given) ? given : `https://${given}`);
  };
  queueMicrotask(() => input.focus());
  const go = el("button.button.button_primary.button_wide", { type: "submit" }, "Продолжить");
  return el(
    "form.form",
    { onsubmit: submit },
    el("label.field", {}, el("span", {}, "Ссылка-приглашение в чат"), input),
    go,
  );
}

function preview(invitation, { me, link, enter }) {
  const { title, community, members, members_count: count } = invitation;
  const faces = members.map((member) => avatar(member, 32));
  const join = async () => {
    const joined = await attempt(() => post(`/sim/users/${me}/join`, { link }));
    if (joined) enter(joined);
  };
  return el(
    "div.invitation",
    {},
    conversationAvatar({ ...invitation, kind: "chat" }, 96),
    el("div.invitation__title", {}, title),
    el("div.invitation__about", {}, `${membersText(count)} · ${community}`),
    faces.length ? el("div.invitation__faces", {}, ...faces) : null,
    way(invitation, join, () => enter(invitation)),
  );
}

function way({ is_member: isMember, is_removed: isRemoved }, join, enter) {
  if (isRemoved) return el("p.invitation__refusal", {}, "Вас исключили из этого чата, вернуться по ссылке нельзя.");
  if (isMember)
    return el("button.button.button_primary.button_wide", { type: "button", onclick: enter }, "Перейти в чат");
  return el("button.button.button_primary.button_wide", { type: "button", onclick: join }, "Вступить в чат");
}
