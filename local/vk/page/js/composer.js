/** Where one writes: the text, the message that is answered or changed, a picture, and the keyboard of the community. */

import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { keyboardRows } from "./keyboard.js";
import { nameOf } from "./names.js";
import { lineOf } from "./service_text.js";
import { showSnackbar } from "./snackbar.js";

// https://dev.vk.com/ru/method/messages.send: a message has at most 4,096 characters.
const LONGEST = 4096;
const drafts = new Map();

export class Composer {
  /**
   * `key` is the conversation's, under which an unfinished text is kept. `send({text, photo, replyTo, edited})` returns
   * whether it went out; `press(cmid, action)` presses a button of the keyboard; `editLast()` begins a change of one's
   * last message.
   */
  constructor({ key, send, press, editLast }) {
    Object.assign(this, { key, send, press, editLast, replyTo: null, edited: null, photo: null });
    this.input = el("textarea.composer__input", {
      rows: 1,
      maxlength: LONGEST,
      placeholder: "Сообщение",
      "aria-label": "Сообщение",
      oninput: () => this.#changed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#paste(event),
    });
    this.input.value = drafts.get(key) ?? "";
    this.file = el("input", {
      type: "file",
      accept: "image/png,image/jpeg,image/gif",
      hidden: true,
      onchange: () => this.#chosen(),
    });
    const clip = el(
      "button.icon_button",
      { type: "button", "aria-label": "Прикрепить фотографию", onclick: () => this.file.click() },
      icon("attach"),
    );
    this.sendButton = el(
      "button.icon_button.composer__send",
      { type: "submit", "aria-label": "Отправить" },
      icon("send"),
    );
    this.context = el("div.composer__context");
    this.keyboard = el("div.composer__keyboard");
    this.keyboardSwitch = el(
      "button.icon_button",
      { type: "button", hidden: true, "aria-label": "Клавиатура бота" },
      icon("keys"),
    );
    this.keyboardSwitch.addEventListener("click", () => this.#toggleKeyboard());
    const field = el("div.composer__field", {}, this.input, this.keyboardSwitch);
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.element = el(
      "form.composer",
      { onsubmit },
      this.context,
      el("div.composer__row", {}, clip, field, this.sendButton, this.file),
      this.keyboard,
    );
    this.#changed();
  }

  /** The field as high as its text; called when it stands in the page, since before that it has no size. */
  fit() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight}px`;
  }

  focus() {
    // On a phone the keyboard would jump up unasked.
    if (matchMedia("(hover: hover)").matches) this.input.focus({ preventScroll: true });
  }

  answer(message) {
    this.#aim({ replyTo: message });
  }

  edit(message) {
    this.#aim({ edited: message });
    this.input.value = message.text;
    this.#changed();
  }

  /** Shows the keyboard in place of the keyboard; null takes it away. */
  setKeyboard(keyboard) {
    const signature = JSON.stringify(keyboard);
    if (signature === this.keyboardSignature) return;
    this.keyboardSignature = signature;
    this.keyboardSwitch.hidden = !keyboard;
    this.keyboardSwitch.setAttribute("aria-pressed", String(Boolean(keyboard)));
    this.keyboard.hidden = !keyboard;
    fill(this.keyboard, keyboard && keyboardRows(keyboard, "normal", (action) => this.press(keyboard.cmid, action)));
  }

  attachPhoto(file) {
    if (!file?.type.startsWith("image/")) {
      showSnackbar("Приложить можно картинку: JPG, PNG или GIF.", "error");
      return;
    }
    this.photo = file;
    this.#showContext();
    this.#changed();
    this.focus();
  }

  #aim({ replyTo = null, edited = null }) {
    if (this.edited && !edited) this.input.value = drafts.get(this.key) ?? "";
    Object.assign(this, { replyTo, edited });
    if (edited) this.photo = null;
    this.#showContext();
    this.#changed();
    this.input.focus({ preventScroll: true });
  }

  #showContext() {
    const aimed = this.replyTo ?? this.edited;
    const title = this.edited ? "Изменение сообщения" : this.replyTo && nameOf(this.replyTo.from_id);
    fill(
      this.context,
      aimed && contextRow(this.edited ? "edit" : "reply", title, lineOf(aimed), () => this.#aim({})),
      this.photo && this.#photoRow(),
    );
  }

  #photoRow() {
    const address = URL.createObjectURL(this.photo);
    const picture = el("img.composer__photo", { src: address, alt: "", onload: () => URL.revokeObjectURL(address) });
    const remove = () => {
      this.photo = null;
      this.#showContext();
      this.#changed();
    };
    return contextRow(picture, "Фотография", this.photo.name, remove);
  }

  #changed() {
    if (!this.edited) drafts.set(this.key, this.input.value);
    this.sendButton.disabled = !this.input.value.trim() && !this.photo;
    this.fit();
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && (this.replyTo || this.edited)) {
      event.stopPropagation();
      this.#aim({});
    } else if (event.key === "ArrowUp" && !this.input.value && !this.edited) {
      event.preventDefault();
      this.editLast();
    }
  }

  #paste(event) {
    const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.attachPhoto(file);
  }

  #chosen() {
    if (this.file.files[0]) this.attachPhoto(this.file.files[0]);
    this.file.value = "";
  }

  #toggleKeyboard() {
    this.keyboard.hidden = !this.keyboard.hidden;
    this.keyboardSwitch.setAttribute("aria-pressed", String(!this.keyboard.hidden));
  }

  async #submit() {
    const { photo, replyTo, edited } = this;
    const text = this.input.value.trim();
    if ((!text && !photo) || this.isSending) return;
    this.isSending = true;
    const sent = await this.send({ text, photo, replyTo, edited });
    this.isSending = false;
    if (!sent) return;
    this.input.value = edited ? (drafts.get(this.key) ?? "") : "";
    this.photo = null;
    this.replyTo = this.edited = null;
    this.#showContext();
    this.#changed();
  }
}

function contextRow(mark, title, text, remove) {
  const picture = typeof mark === "string" ? icon(mark) : mark;
  const words = el("span.composer__aim", {}, el("span.quote__author", {}, title), el("span.quote__text", {}, text));
  const cross = el(
    "button.icon_button",
    { type: "button", "aria-label": "Убрать", onclick: remove },
    icon("close", 20),
  );
  return el("div.composer__context_row", {}, picture, words, cross);
}
