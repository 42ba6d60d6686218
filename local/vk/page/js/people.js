/** Choosing who one is: the people of this VK, and a new one. */

import { post } from "./api.js";
import { avatar } from "./avatar.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openModal } from "./modal.js";
import { searchedPages } from "./pages.js";
import { addressOf } from "./place.js";
import { attempt } from "./snackbar.js";

/** Opens the window in which one becomes somebody else; `become(userId)` does it. */
export function openPeople(me, become) {
  const close = openModal(
    { title: "Кем войти", kind: "people" },
    chooser(me, (userId) => {
      close();
      become(userId);
    }),
  );
}

/** The same as a page of its own, for whoever is nobody yet. */
export function peoplePage(become) {
  const head = el(
    "div.entrance__head",
    {},
    el("img", { src: "/icon.svg", alt: "", width: 56, height: 56 }),
    el("h1", {}, "Мессенджер"),
  );
  const text = el("p", {}, "Выберите, чьими глазами смотреть. В соседней вкладке можно открыть другого человека.");
  return el("div.entrance", {}, el("div.entrance__card", {}, head, text, chooser(null, become)));
}

function chooser(me, become) {
  const body = el("div.chooser");
  const nothing = (search) =>
    search
      ? el("p.rows__nothing", {}, "Никого не нашлось.")
      : el(
          "div.rows__nothing",
          {},
          el("p", {}, "Здесь пока никого нет."),
          el(
            "p",
            {},
            "Создайте первого человека или запустите ",
            el("code", {}, "make demo"),
            ": он заселит показательную область.",
          ),
        );
  const people = searchedPages({
    path: "/sim/page/people",
    row: (person) => personRow(person, me, become),
    nothing,
    placeholder: "Имя, короткое имя или id",
  });
  const create = el(
    "button.row.row_act",
    { type: "button" },
    el("span.row__mark", {}, icon("add")),
    el("span.row__title", {}, "Новый человек"),
  );
  create.addEventListener("click", () =>
    fill(
      body,
      newPerson(become, () => fill(body, people.field, create, people.rows)),
    ),
  );
  return fill(body, people.field, create, people.rows);
}

function personRow(person, me, become) {
  const choose = (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    become(person.id);
  };
  const about = person.deactivated ? "страница удалена" : `@${person.screen_name}`;
  return el(
    "a.row",
    { href: addressOf(person.id), onclick: choose, "aria-current": person.id === me ? "true" : null },
    avatar(person, 44),
    el("span.row__words", {}, el("span.row__title", {}, el("span", {}, person.name)), el("span.row__about", {}, about)),
    person.id === me ? icon("check", 20) : null,
  );
}

function newPerson(become, cancel) {
  const first = field("Имя", "given-name");
  const last = field("Фамилия", "family-name");
  const submit = async (event) => {
    event.preventDefault();
    const names = { first_name: first.input.value.trim(), last_name: last.input.value.trim() };
    if (!names.first_name) return first.input.focus();
    const made = await attempt(() => post("/sim/users", names));
    return made && become(made.user_id);
  };
  const buttons = el(
    "div.modal__buttons",
    {},
    el("button.button.button_secondary", { type: "button", onclick: cancel }, "Назад"),
    el("button.button.button_primary", { type: "submit" }, "Создать и войти"),
  );
  queueMicrotask(() => first.input.focus());
  return el("form.form", { onsubmit: submit }, first.element, last.element, buttons);
}

function field(label, autocomplete) {
  const input = el("input.field__input", { type: "text", autocomplete, maxlength: 60 });
  return { input, element: el("label.field", {}, el("span", {}, label), input) };
}
