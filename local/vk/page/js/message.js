/** One message as it is drawn: a bubble, or the line of a service message. */

import { avatar } from "./avatar.js";
import { attachmentsOf, forwardedOf, replyOf } from "./attachments.js";
import { el } from "./dom.js";
import { communityBadge, icon } from "./icons.js";
import { keyboardRows } from "./keyboard.js";
import { nameOf } from "./names.js";
import { reactionsOf } from "./reactions.js";
import { richText } from "./rich_text.js";
import { timeText } from "./russian.js";
import { serviceParts } from "./service_text.js";

/**
 * The element of a message. `context` is `{me, isChat, isDead, jump, press, react, reply, openActions}`: whose screen
 * it is, whether it is a chat, whether nothing can be done there any more, and what the person can do.
 */
export function messageElement(message, context) {
  return message.action ? serviceLine(message, context) : bubbleRow(message, context);
}

function serviceLine(message, { me, jump }) {
  const parts = serviceParts(message, me).map((part) => (typeof part === "string" ? part : el("b", {}, part.name)));
  const pinned = message.action.type === "chat_pin_message" && message.action.conversation_message_id;
  const words = pinned
    ? el("button.service__words", { type: "button", onclick: () => jump(pinned) }, ...parts)
    : el("span.service__words", {}, ...parts);
  return el("div.service", { "data-cmid": message.conversation_message_id }, words);
}

function bubbleRow(message, context) {
  const isMine = message.from_id === context.me;
  const name = nameOf(message.from_id);
  const picture =
    context.isChat && !isMine ? el("div.message__avatar", {}, avatar({ id: message.from_id, name }, 36)) : null;
  return el(
    `div.message${isMine ? ".message_mine" : ""}`,
    { "data-cmid": message.conversation_message_id },
    picture,
    bubble(message, context, isMine),
    context.isDead ? null : actions(message, context),
  );
}

// On a touch screen there is nothing to hover over: a tap on the bubble opens its menu.
function openByTouch(event, message, context) {
  if (context.isDead || matchMedia("(hover: hover)").matches || event.target.closest("a, button")) return;
  if (getSelection().isCollapsed) context.openActions(message, event.currentTarget);
}

function bubble(message, context, isMine) {
  const isPictureOnly = !message.text && message.attachments?.length > 0;
  const keyboard = message.keyboard?.inline && message.keyboard.buttons.length > 0 && message.keyboard;
  const press = (action) => context.press(message.conversation_message_id, action);
  const react = (reactionId) => context.react(message, reactionId);
  return el(
    `div.bubble${isPictureOnly ? ".bubble_picture" : ""}`,
    { onclick: (event) => openByTouch(event, message, context) },
    context.isChat && !isMine ? author(message) : null,
    replyOf(message, context.jump),
    message.text
      ? el("div.bubble__text", {}, ...richText(message.text, message.format_data), meta(message, isMine))
      : null,
    forwardedOf(message),
    attachmentsOf(message),
    message.text ? null : meta(message, isMine),
    reactionsOf(message, context.me, react, context.isDead),
    keyboard && keyboardRows(keyboard, "inline", press, context.isDead),
  );
}

function author({ from_id: from }) {
  return el(
    `div.bubble__author.name_${Math.abs(from) % 7}`,
    {},
    el("span", {}, nameOf(from)),
    from < 0 ? communityBadge() : null,
  );
}

function meta(message, isMine) {
  const moment = new Date(message.date * 1000);
  return el(
    "span.meta",
    {},
    message.update_time ? el("span", { title: `Изменено в ${timeText(message.update_time)}` }, "ред.") : null,
    el("time", { datetime: moment.toISOString(), title: moment.toLocaleString("ru-RU") }, timeText(message.date)),
    isMine ? el("span.ticks", {}, tick("check", "Отправлено"), tick("checks", "Прочитано")) : null,
  );
}

function tick(name, label) {
  return el(`span.tick.tick_${name}`, { role: "img", "aria-label": label, title: label }, icon(name, 16));
}

function actions(message, { reply, openActions }) {
  const more = el(
    "button.icon_button",
    { type: "button", "aria-label": "Действия с сообщением", "aria-haspopup": "menu" },
    icon("more", 20),
  );
  more.addEventListener("click", () => openActions(message, more));
  const answer = el(
    "button.icon_button",
    { type: "button", "aria-label": "Ответить", onclick: () => reply(message) },
    icon("reply", 20),
  );
  return el("div.message__actions", {}, answer, more);
}
