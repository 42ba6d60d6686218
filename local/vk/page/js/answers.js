/** Buttons and what comes back from them. https://dev.vk.com/ru/api/bots/development/keyboard */

import { showSnackbar } from "./snackbar.js";

/** Whether a button can be pressed here: a place and a payment need VK's own app. */
export function pressable({ type }) {
  return ["text", "callback", "open_link", "open_app"].includes(type);
}

/** Shows what the community answered to a callback button; null where it only ended the waiting. */
export function openButtonsAnswer(answer, links) {
  switch (answer?.type) {
    case "show_snackbar":
      return showSnackbar(answer.text);
    case "open_link":
      return links.open(answer.link);
    case "open_app":
      return links.open(`https://vk.com/app${answer.app_id}${answer.hash ? `#${answer.hash}` : ""}`);
    default:
      return undefined;
  }
}
