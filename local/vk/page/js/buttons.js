/** Pressing buttons, and what comes back from them. https://dev.vk.com/ru/api/bots/development/keyboard */

import { attempt, showSnackbar } from "./snackbar.js";

// What can be pressed here: a place and a payment need VK's own app.
const PRESSABLE = ["text", "callback", "open_link", "open_app"];
// https://dev.vk.com/ru/method/messages.sendMessageEventAnswer: an answer is taken for one minute.
const LATE_ANSWER_MS = 60_000;

export class Buttons {
  /** `acts` presses as the person `me`, `links` follows the links that come back. */
  constructor(me, acts, links) {
    Object.assign(this, { me, acts, links, lateUntil: 0 });
  }

  /** Presses a button; ends with the answer, or when it has not come for so long that waiting looks broken. */
  async press(cmid, action) {
    if (!PRESSABLE.includes(action.type)) {
      showSnackbar("Эта кнопка работает только в приложении ВКонтакте.");
      return;
    }
    const outcome = await attempt(() => this.acts.press(cmid, action.label));
    if (outcome?.link) this.links.open(outcome.link);
    else if (outcome?.answer) this.#show(outcome.answer);
    else if (outcome?.event_id) this.lateUntil = Date.now() + LATE_ANSWER_MS;
  }

  /** An answer in the feed: shown if it is to a button of this tab that nobody waits for any more. */
  onAnswer({ user_id: userId, answer }) {
    if (userId !== this.me || Date.now() > this.lateUntil) return;
    this.lateUntil = 0;
    this.#show(answer);
  }

  // No answer at all only ended the waiting.
  #show(answer) {
    if (answer?.type === "show_snackbar") showSnackbar(answer.text);
    else if (answer?.type === "open_link") this.links.open(answer.link);
    else if (answer?.type === "open_app") {
      this.links.open(`https://vk.com/app${answer.app_id}${answer.hash ? `#${answer.hash}` : ""}`);
    }
  }
}
