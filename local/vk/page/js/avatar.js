/** Round pictures: a photo where there is one, else initials on a colour that the id chooses. */

import { el } from "./dom.js";

const COLOURS = 7;

/** `size` is in pixels; `photo` an address or null. */
export function avatar({ id, name, photo = null }, size) {
  const shown = photo
    ? el("img.avatar", { src: localAddress(photo), alt: "", width: size, height: size })
    : el(`span.avatar.avatar_${Math.abs(id) % COLOURS}`, { "aria-hidden": "true" }, initials(name));
  shown.style.setProperty("--size", `${size}px`);
  return shown;
}

/** The avatar of a conversation. */
export function conversationAvatar(conversation, size) {
  const isChat = conversation.kind === "chat";
  // Chats of one community are numbered in a row, so neighbours get different colours.
  const id = isChat ? conversation.peer_id + conversation.group_id : conversation.group_id;
  return avatar({ id, name: conversation.title, photo: conversation.photo }, size);
}

/** The server's own files under whichever of its names this page was opened by. */
export function localAddress(url) {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

function initials(name) {
  const words = name.split(/[\s,.:;«»"()/]+/u).filter((word) => /^[\p{L}\d]/u.test(word));
  const lettered = words.filter((word) => /^\p{L}/u.test(word) && !/^(ул|пр|пер|пл|б-р|ш|д|г|мкр)$/iu.test(word));
  return (
    (lettered.length ? lettered : words)
      .slice(0, 2)
      .map((word) => [...word][0].toUpperCase())
      .join("") || "•"
  );
}
