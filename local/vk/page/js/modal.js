/** Modal windows, on the browser's own <dialog>: it keeps the focus inside and closes on Escape. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

/** Opens a window; returns its closing function. `kind` adds a class. */
export function openModal({ title, kind = "plain", onClose = () => {} }, ...children) {
  const close = () => dialog.close();
  const cross = el(
    "button.icon_button.modal__close",
    { type: "button", "aria-label": "Закрыть", onclick: close },
    icon("close"),
  );
  const head = el("header.modal__head", {}, el("h2", { id: "modal-title" }, title), cross);
  const dialog = el(
    `dialog.modal.modal_${kind}`,
    { "aria-labelledby": "modal-title" },
    head,
    el("div.modal__body", {}, ...children),
  );
  dialog.addEventListener("click", ({ target }) => target === dialog && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return close;
}

/** Asks for a decision; true where the person agrees. */
export function confirmed({ title, text, agree }) {
  return new Promise((resolve) => {
    let answer = false;
    const decide = (value) => () => {
      answer = value;
      close();
    };
    const buttons = el(
      "div.modal__buttons",
      {},
      el("button.button.button_secondary", { type: "button", onclick: decide(false) }, "Отмена"),
      el("button.button.button_negative", { type: "button", onclick: decide(true) }, agree),
    );
    const close = openModal(
      { title, kind: "narrow", onClose: () => resolve(answer) },
      el("p.modal__text", {}, text),
      buttons,
    );
  });
}

/** A picture in full. */
export function openPicture(src) {
  openModal({ title: "Фотография", kind: "picture" }, el("img", { src, alt: "Фотография" }));
}
