/** What hangs on a message: photos, documents, quoted and forwarded messages. */

import { localAddress } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { openPicture } from "./modal.js";
import { nameOf } from "./names.js";
import { richText } from "./rich_text.js";
import { momentText, sizeText } from "./russian.js";
import { contentsOf, lineOf } from "./service_text.js";

const HIGHEST_PX = 340;

/** The attachments of a message, photos first; null where there are none. */
export function attachmentsOf({ attachments = [] }) {
  if (!attachments.length) return null;
  const photos = attachments.filter(({ type }) => type === "photo");
  const others = attachments.filter(({ type }) => type !== "photo");
  const grid = photos.length > 0 && el(`div.photos.photos_${Math.min(photos.length, 4)}`, {}, ...photos.map(photoTile));
  return el("div.attachments", {}, grid, ...others.map(documentRow));
}

/** The message that this one answers; `jump(cmid)` goes to it. */
export function replyOf({ reply_message: reply }, jump) {
  if (!reply) return null;
  const go = () => jump(reply.conversation_message_id);
  const name = nameOf(reply.from_id);
  return el(
    "button.quote",
    { type: "button", onclick: go, "aria-label": `Ответ на сообщение: ${name}` },
    el("span.quote__author", {}, name),
    el("span.quote__text", {}, lineOf(reply)),
  );
}

/** The messages that were forwarded with this one, those inside them too. */
export function forwardedOf({ fwd_messages: forwarded = [] }) {
  if (!forwarded.length) return null;
  return el("div.forwarded", {}, ...forwarded.map(forwardedMessage));
}

function forwardedMessage(message) {
  const head = el(
    "div.forwarded__head",
    {},
    el("span.quote__author", {}, nameOf(message.from_id)),
    el("time", {}, momentText(message.date)),
  );
  const isEmpty = !message.text && !message.attachments?.length && !message.fwd_messages?.length;
  return el(
    "div.forwarded__message",
    {},
    head,
    message.text ? el("div.forwarded__text", {}, ...richText(message.text)) : null,
    isEmpty ? el("div.forwarded__text", {}, contentsOf(message)) : null,
    attachmentsOf(message),
    forwardedOf(message),
  );
}

function photoTile({ photo }) {
  const largest = [...photo.sizes].sort((one, other) => other.width * other.height - one.width * one.height)[0];
  const src = localAddress(largest.url);
  const open = () => openPicture(src);
  const picture = el("img", { src, alt: "Фотография" });
  // The room is taken before the picture has come, so that nothing jumps.
  const ratio = largest.width / largest.height;
  picture.style.aspectRatio = ratio;
  picture.style.setProperty("--width", `${Math.round(Math.max(80, Math.min(largest.width, HIGHEST_PX * ratio)))}px`);
  return el("button.photo", { type: "button", onclick: open, "aria-label": "Открыть фотографию" }, picture);
}

function documentRow(attachment) {
  const { doc } = attachment;
  if (!doc) return el("div.document", {}, icon("file"), el("span", {}, `Вложение: ${attachment.type}`));
  const about = [doc.ext?.toUpperCase(), doc.size && sizeText(doc.size)].filter(Boolean).join(" · ");
  return el(
    "a.document",
    { href: localAddress(doc.url), target: "_blank", rel: "noopener noreferrer", download: doc.title },
    el("span.document__icon", {}, icon("file")),
    el("span.document__words", {}, el("span.document__title", {}, doc.title), el("span.document__about", {}, about)),
  );
}
