/** What stands where there is nothing yet. */

import { conversationAvatar } from "./avatar.js";
import { el } from "./dom.js";
import { communityBadge, icon } from "./icons.js";

/** A picture, a title, a sentence, and what one can do about it. */
export function emptyState({ picture, title, text, acts = [] }) {
  const buttons = acts.map(({ label, act, isMain }) =>
    el(`button.button${isMain ? ".button_primary" : ".button_secondary"}`, { type: "button", onclick: act }, label),
  );
  const shown = typeof picture === "string" ? el("div.empty__picture", {}, icon(picture, 48)) : picture;
  const words = text ? el("p", {}, text) : null;
  return el(
    "div.empty",
    {},
    shown,
    el("h2", {}, title),
    words,
    buttons.length ? el("div.empty__acts", {}, ...buttons) : null,
  );
}

/** A dialog in which nobody has written yet. */
export function newDialog(conversation, start) {
  const name = el("h2", {}, conversation.title, " ", communityBadge());
  return el(
    "div.empty",
    {},
    conversationAvatar(conversation, 96),
    name,
    el("p", {}, "Напишите первым: так вы разрешите сообществу отвечать вам."),
    el("div.empty__acts", {}, el("button.button.button_primary", { type: "button", onclick: start }, "Начать")),
  );
}
