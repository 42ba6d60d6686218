/** Addresses inside messages: which are links at all, and which of them stay in the messenger. */

const ADDRESS =
  /(?:https?:\/\/|(?<![\p{L}\d@.])(?=(?:[\p{L}\d-]+\.)+(?:ru|рф|com|org|net|me|su|info)(?![\p{L}\d])))[^\s<>"«»]+/giu;
const TRAILING = /[.,;:!?)\]}'…]+$/u;
const COMMUNITY = /^\/(?:write-|club|public|event)?([\w.]+)$/;

/** `[{start, end, href}]` of the web addresses in a text. */
export function addressesIn(text) {
  return [...text.matchAll(ADDRESS)].flatMap(({ index, 0: found }) => {
    const shown = found.replace(TRAILING, "");
    const href = safeAddress(/^https?:/i.test(shown) ? shown : `https://${shown}`);
    return href ? [{ start: index, end: index + shown.length, href }] : [];
  });
}

/** The address where it is one of the web, else null: no `javascript:` and its like. */
export function safeAddress(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * What a VK address opens in the messenger: `{join: link}`, `{person: id}`, `{community: screen_name, ref, mustExist}`
 * (whether the address is something else if there is no such community) or null.
 *
 * https://dev.vk.com/ru/api/community-messages/getting-started: vk.me/<community>?ref=…; vk.me/join/… is a chat.
 */
export function inMessenger(href) {
  const url = new URL(href);
  const host = url.hostname.replace(/^(www|m)\./, "");
  if (host === "vk.me" && url.pathname.startsWith("/join/"))
    return { join: `https://vk.me${url.pathname}${url.search}` };
  const isVk = host === "vk.me" || host === "vk.com" || host === "vk.ru";
  const found = isVk && url.pathname.match(COMMUNITY);
  if (!found) return null;
  const person = url.pathname.match(/^\/id(\d+)$/);
  if (person) return { person: Number(person[1]) };
  const byNumber = url.pathname.match(/^\/(?:write-|club|public|event)(\d+)$/);
  return {
    community: byNumber ? `club${byNumber[1]}` : found[1],
    ref: url.searchParams.get("ref"),
    mustExist: host !== "vk.me",
  };
}
