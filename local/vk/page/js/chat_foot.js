/** What stands in place of the composer where one cannot write. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { momentText } from "./russian.js";

/** The element that says why one cannot write; null where one can. `now` in seconds. */
export function obstacle(conversation, { comeBack }, now = Date.now() / 1000) {
  const { standing, muted_until: mutedUntil } = conversation;
  if (standing === "removed") return notice("mute", "Вас исключили из этого чата. Вернуться по ссылке нельзя.");
  if (standing === "left") {
    const back = el("button.button.button_primary", { type: "button", onclick: comeBack }, "Вернуться");
    return notice("leave", "Вы вышли из этого чата.", conversation.invite_link ? back : null);
  }
  if (mutedUntil === 0) return notice("mute", "Вам запретили писать в этот чат.");
  if (mutedUntil > now)
    return notice("mute", `Вам запретили писать в этот чат. Снова можно ${momentText(mutedUntil)}.`);
  return null;
}

function notice(name, text, button = null) {
  return el("div.obstacle", { role: "status" }, icon(name, 20), el("span", {}, text), button);
}
