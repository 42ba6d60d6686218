/** The window with the members of a chat. */

import { avatar, conversationAvatar } from "./avatar.js";
import { el } from "./dom.js";
import { communityBadge, icon } from "./icons.js";
import { openModal } from "./modal.js";
import { searchedPages } from "./pages.js";
import { addressOf, pathOf } from "./place.js";
import { membersText } from "./russian.js";

const ROLES = { owner: "владелец", admin: "администратор", member: "" };

/** Opens it; `become(userId)` goes on as one of the members. */
export function openMembers(me, place, conversation, { become }) {
  const head = el(
    "div.about_chat",
    {},
    conversationAvatar(conversation, 72),
    el("div.about_chat__title", {}, conversation.title),
    el("div.about_chat__count", {}, membersText(conversation.members_count)),
  );
  const pages = searchedPages({
    path: `${pathOf(me, place)}/members`,
    row: (member) =>
      memberRow(member, me, (userId) => {
        close();
        become(userId);
      }),
    nothing: () => el("p.rows__nothing", {}, "Никого не нашлось."),
    placeholder: "Поиск по участникам",
  });
  const close = openModal({ title: "Участники чата", kind: "people" }, head, pages.field, pages.rows);
}

function memberRow(member, me, become) {
  const { id, name, role, muted } = member;
  const about = [id === me ? "это вы" : "", ROLES[role], muted ? "не может писать" : ""].filter(Boolean).join(" · ");
  const title = el("span.row__title", {}, el("span", {}, name), id < 0 ? communityBadge() : null);
  const content = [
    avatar({ id, name }, 44),
    el("span.row__words", {}, title, about ? el("span.row__about", {}, about) : null),
  ];
  if (id < 0 || id === me) return el("div.row.row_plain", {}, ...content);
  const go = (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    become(id);
  };
  const mark = el("span.row__hint", {}, "Войти ", icon("user", 16));
  return el("a.row", { href: addressOf(id), onclick: go, title: "Смотреть глазами этого человека" }, ...content, mark);
}
