/** The menus of a conversation and of a message in it. */

import { openMenu } from "./menu.js";
import { confirmed } from "./modal.js";
import { reactionChoice } from "./reactions.js";
import { plainText } from "./rich_text.js";
import { showSnackbar } from "./snackbar.js";

/** The menu of a conversation: members, the link, leaving; of a community: consent. */
export function chatMenu(conversation, button, acts) {
  openMenu(button, conversation.kind === "dialog" ? dialogItems(conversation, acts) : chatItems(conversation, acts));
}

/** The menu of a message: reactions, answer, copy, change. */
export function messageMenu(message, button, acts) {
  const items = [
    { icon: "reply", label: "Ответить", act: () => acts.reply(message) },
    message.text && {
      icon: "copy",
      label: "Скопировать текст",
      act: () => copy(plainText(message.text), "Текст скопирован"),
    },
    message.from_id === acts.me && message.text && { icon: "edit", label: "Изменить", act: () => acts.edit(message) },
  ];
  let close = () => {};
  const react = (reactionId) => {
    close(true);
    acts.react(message, reactionId);
  };
  close = openMenu(button, items.filter(Boolean), reactionChoice(message, acts.me, react));
}

function dialogItems({ allowed }, { consent }) {
  return allowed
    ? [{ icon: "mute", label: "Запретить сообщения", act: () => consent(false), isDanger: true }]
    : [{ icon: "chat", label: "Разрешить сообщения", act: () => consent(true) }];
}

function chatItems({ title, invite_link: link }, acts) {
  const items = [
    { icon: "people", label: "Участники", act: acts.openMembers },
    link && { icon: "link", label: "Скопировать ссылку на чат", act: () => copy(link, "Ссылка скопирована") },
    { icon: "leave", label: "Выйти из чата", act: () => leaveIfSure(title, acts), isDanger: true },
  ];
  return items.filter(Boolean);
}

async function leaveIfSure(title, { leave }) {
  const text = `Вы перестанете получать сообщения чата «${title}». Вернуться можно будет по ссылке.`;
  if (await confirmed({ title: "Выйти из чата?", text, agree: "Выйти" })) await leave();
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    showSnackbar(done);
  } catch {
    showSnackbar("Браузер не разрешил скопировать.", "error");
  }
}
