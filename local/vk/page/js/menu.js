/** Menus that drop from a button: one is open at a time, arrows move in it, Escape and a click elsewhere close it. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

let closeOpen = () => {};

/** Opens a menu by its button; items are `{icon, label, act, isDanger}`, `head` is an element above them. */
export function openMenu(anchor, items, head = null) {
  closeOpen();
  const close = (refocus = false) => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", onOutside, true);
    closeOpen = () => {};
    if (refocus) anchor.focus();
  };
  const rows = items.map(({ icon: name, label, act, isDanger }) => {
    const choose = () => {
      close(true);
      act();
    };
    const shape = `button.menu__item${isDanger ? ".menu__item_danger" : ""}`;
    return el(shape, { type: "button", role: "menuitem", onclick: choose }, icon(name, 20), el("span", {}, label));
  });
  const menu = el("div.menu", { role: "menu", onkeydown: (event) => onKey(event, menu, close) }, head, ...rows);
  const onOutside = ({ target }) => menu.contains(target) || close();
  document.body.append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", onOutside, true);
  closeOpen = close;
  menu.querySelector("button")?.focus({ preventScroll: true });
  return close;
}

function onKey(event, menu, close) {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close(true);
  } else if (step) {
    event.preventDefault();
    const buttons = [...menu.querySelectorAll("button")];
    const next = buttons.indexOf(document.activeElement) + step;
    buttons.at(next % buttons.length).focus();
  }
}

function place(menu, anchor) {
  const margin = 8;
  const [button, own] = [anchor.getBoundingClientRect(), menu.getBoundingClientRect()];
  const under = button.bottom + 4;
  const fitsUnder = under + own.height + margin <= innerHeight;
  const top = fitsUnder ? under : Math.max(margin, button.top - own.height - 4);
  const alignsLeft = button.left + own.width + margin <= innerWidth;
  const left = alignsLeft ? button.left : button.right - own.width;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.min(Math.max(margin, left), innerWidth - own.width - margin)}px`;
}
