/** Reactions under messages: which there are, their counters, and choosing one. */

import { el } from "./dom.js";
import { nameOf } from "./names.js";

// In the order of VK's reaction_id, from 1.
const EMOJI = ["❤️", "🔥", "😂", "👍", "💩", "❓", "😭", "😡", "👎", "👌", "😃", "🤔", "🙏", "😘", "😍", "🎉"];
const OFFERED = [4, 1, 2, 13, 16, 3, 12, 9];

export function emojiOf(reactionId) {
  return EMOJI[reactionId - 1] ?? "👍";
}

/** The counters of a message; `react(reactionId | null)` puts or takes away one's own. Null where there are none. */
export function reactionsOf({ reactions = [], reacted = {} }, me, react, isDead) {
  if (!reactions.length) return null;
  const chips = reactions.map(({ reaction_id: id, count }) => {
    const isMine = reacted[me] === id;
    const people = Object.keys(reacted).filter((owner) => reacted[owner] === id);
    const properties = {
      type: "button",
      disabled: isDead,
      "aria-pressed": String(isMine),
      "aria-label": `${emojiOf(id)}, ${count}`,
      title: people
        .slice(0, 10)
        .map((owner) => nameOf(Number(owner)))
        .join(", "),
      onclick: () => react(isMine ? null : id),
    };
    return el(
      `button.reaction${isMine ? ".reaction_mine" : ""}`,
      properties,
      el("span", {}, emojiOf(id)),
      String(count),
    );
  });
  return el("div.reactions", {}, ...chips);
}

/** A row of reactions to choose from, for the head of a menu. */
export function reactionChoice(message, me, react) {
  const mine = message.reacted?.[me];
  const buttons = OFFERED.map((id) => {
    const isMine = mine === id;
    const properties = {
      type: "button",
      role: "menuitem",
      "aria-label": `Реакция ${emojiOf(id)}`,
      onclick: () => react(isMine ? null : id),
    };
    return el(`button.reaction_choice${isMine ? ".reaction_choice_mine" : ""}`, properties, emojiOf(id));
  });
  return el("div.reaction_choices", {}, ...buttons);
}
