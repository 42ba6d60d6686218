/** The top of an open conversation: who it is, the pinned message, what stands in the way of messages. */

import { conversationAvatar } from "./avatar.js";
import { el } from "./dom.js";
import { communityBadge, icon } from "./icons.js";
import { membersText } from "./russian.js";
import { lineOf } from "./service_text.js";

/** `acts` is `{back, openInfo, openMenu(button), jump(cmid), allow}`. */
export function chatHead(conversation, me, acts) {
  const isChat = conversation.kind === "chat";
  const isGone = conversation.standing !== "in";
  const more = el(
    "button.icon_button",
    { type: "button", "aria-label": "Действия с чатом", "aria-haspopup": "menu", hidden: isGone },
    icon("more"),
  );
  more.addEventListener("click", () => acts.openMenu(more));
  const title = el("span.head__title", {}, el("span", {}, conversation.title), isChat ? null : communityBadge());
  const about = el("span.head__about", {}, aboutText(conversation));
  const identity = [conversationAvatar(conversation, 40), el("span.head__words", {}, title, about)];
  const name =
    isChat && !isGone
      ? el("button.head__name", { type: "button", onclick: acts.openInfo, title: "Участники" }, ...identity)
      : el("div.head__name", {}, ...identity);
  const back = el(
    "button.icon_button.head__back",
    { type: "button", "aria-label": "К списку чатов", onclick: acts.back },
    icon("back"),
  );
  return el(
    "header.head",
    {},
    el("div.head__row", {}, back, name, more),
    pinnedBar(conversation, me, acts),
    consentBar(conversation, acts),
  );
}

function aboutText({ kind, standing, members_count: count, has_community: hasCommunity }) {
  if (kind === "dialog") return "Сообщество";
  if (standing === "removed") return "Вас исключили";
  if (standing === "left") return "Вы вышли из чата";
  return hasCommunity ? membersText(count) : `${membersText(count)}, сообщества в чате нет`;
}

function pinnedBar({ pinned }, me, { jump }) {
  if (!pinned) return null;
  const go = () => jump(pinned.conversation_message_id);
  const words = el(
    "span.pinned__words",
    {},
    el("span.pinned__title", {}, "Закреплённое сообщение"),
    el("span.pinned__text", {}, lineOf(pinned, me)),
  );
  return el(
    "button.pinned",
    { type: "button", onclick: go, "aria-label": "Перейти к закреплённому сообщению" },
    icon("pin", 20),
    words,
  );
}

function consentBar({ kind, allowed, last_message: last }, { allow }) {
  if (kind !== "dialog" || allowed || !last) return null;
  return el(
    "div.consent",
    {},
    icon("mute", 20),
    el("span", {}, "Сообщения от сообщества запрещены"),
    el("button.text_button", { type: "button", onclick: allow }, "Разрешить"),
  );
}
