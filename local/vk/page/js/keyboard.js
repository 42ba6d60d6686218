/** The keyboards of a community: rows of buttons under its message, or in place of the keyboard. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const CORNERS = { open_link: "external", open_app: "external" };
// What VK writes on buttons that have no label of their own.
const LABELS = { location: "Местоположение", vkpay: "Оплатить через VK\u00a0Pay" };

/**
 * The rows of a keyboard; `press(action)` is awaited, and until it ends the button shows that it waits.
 *
 * `kind` is "inline" or "normal"; where `isDead` the buttons cannot be pressed.
 */
export function keyboardRows(keyboard, kind, press, isDead = false) {
  const rows = keyboard.buttons.map((row) =>
    el("div.keyboard__row", {}, ...row.map((button) => keyboardButton(button, press, isDead))),
  );
  return el(`div.keyboard.keyboard_${kind}`, { role: "group", "aria-label": "Кнопки" }, ...rows);
}

function keyboardButton({ action, color = "default" }, press, isDead) {
  const label = action.label ?? LABELS[action.type] ?? "Кнопка";
  const corner = CORNERS[action.type];
  const button = el(
    `button.key.key_${color}`,
    { type: "button", title: label, disabled: isDead },
    el("span.key__label", {}, label),
    corner && icon(corner, 14),
  );
  button.addEventListener("click", () => pressed(button, () => press(action)));
  return button;
}

async function pressed(button, act) {
  if (button.classList.contains("key_waiting")) return;
  button.classList.add("key_waiting");
  button.setAttribute("aria-busy", "true");
  try {
    await act();
  } finally {
    button.classList.remove("key_waiting");
    button.removeAttribute("aria-busy");
  }
}
