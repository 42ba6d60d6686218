/** Service messages in words, and messages in one line. */

import { nameOf, shortNameOf } from "./names.js";
import { plainText } from "./rich_text.js";

/** Parts of the sentence about what happened; `{name}` marks who is set in bold. */
export function serviceParts(message, me) {
  const { action, from_id: from } = message;
  const by = actor(from, me);
  const verb = (forms) => [by, ` ${formFor(from, me, forms)}`];
  const title = action.text ? ` «${action.text}»` : "";
  switch (action.type) {
    case "chat_create":
      return [...verb(["создали", "создало", "создал(а)"]), ` чат${title}`];
    case "chat_title_update":
      return [...verb(["изменили", "изменило", "изменил(а)"]), ` название чата на${title}`];
    case "chat_photo_update":
      return [...verb(["обновили", "обновило", "обновил(а)"]), " фотографию чата"];
    case "chat_photo_remove":
      return [...verb(["удалили", "удалило", "удалил(а)"]), " фотографию чата"];
    case "chat_invite_user_by_link":
      return [...verb(["вступили", "вступило", "вступил(а)"]), " в чат по ссылке"];
    case "chat_invite_user":
      return invited(message, me);
    case "chat_kick_user":
      return gone(message, me);
    case "chat_pin_message":
      return [...verb(["закрепили", "закрепило", "закрепил(а)"]), pinnedText(action)];
    case "chat_unpin_message":
      return [...verb(["открепили", "открепило", "открепил(а)"]), " сообщение"];
    default:
      return [by, ": служебное сообщение"];
  }
}

/** A message in one line, for a list, a quotation or the pinned bar. */
export function lineOf(message, me) {
  if (message.action) {
    return serviceParts(message, me)
      .map((part) => (typeof part === "string" ? part : part.name))
      .join("");
  }
  return plainText(message.text ?? "") || contentsOf(message);
}

/** What a message without text holds: "Фотография", "3 фотографии", "Файл", "Пересланные сообщения". */
export function contentsOf({ attachments = [], fwd_messages: forwarded = [] }) {
  if (attachments.length) {
    const isPhotos = attachments.every(({ type }) => type === "photo");
    if (isPhotos) return attachments.length === 1 ? "Фотография" : `Фотографии: ${attachments.length}`;
    return attachments.length === 1 ? "Файл" : `Вложения: ${attachments.length}`;
  }
  if (forwarded.length) return forwarded.length === 1 ? "Пересланное сообщение" : "Пересланные сообщения";
  return "Сообщение";
}

/** Whose message a row of the list tells of: "Вы: ", "Анна: ", or nothing: a community's name would fill the row. */
export function authorPrefix(message, me, inChat) {
  if (message.action) return "";
  if (message.from_id === me) return "Вы: ";
  return inChat && message.from_id > 0 ? `${shortNameOf(message.from_id)}: ` : "";
}

function actor(id, me) {
  return { name: id === me ? "Вы" : nameOf(id) };
}

// «Вы создали», «Сообщество создало»: a community's own name has a gender that nobody knows, so it stands as in VK.
function formFor(id, me, [ofMe, ofCommunity, ofPerson]) {
  return id === me ? ofMe : id < 0 ? ofCommunity : ofPerson;
}

function invited({ from_id: from, action }, me) {
  if (!action.member_id || action.member_id === from) return [actor(from, me), " теперь в чате"];
  if (action.member_id === me) return [{ name: "Вас" }, " пригласили в чат"];
  return [actor(action.member_id, me), ` ${action.member_id < 0 ? "приглашено" : "приглашён(а)"} в чат`];
}

function gone({ from_id: from, action }, me) {
  const whom = action.member_id ?? from;
  if (whom === from) return [actor(whom, me), ` ${formFor(whom, me, ["вышли", "вышло", "вышел(ла)"])} из чата`];
  if (whom === me) return [{ name: "Вас" }, " исключили из чата"];
  return [actor(whom, me), ` ${whom < 0 ? "исключено" : "исключён(а)"} из чата`];
}

function pinnedText({ message }) {
  const text = plainText(message ?? "");
  if (!text) return " сообщение";
  return ` сообщение «${text.length > 50 ? `${text.slice(0, 49).trimEnd()}…` : text}»`;
}
