/** The column with one's conversations: by pages, by search, live. */

import { get } from "./api.js";
import { avatar, conversationAvatar } from "./avatar.js";
import { openCommunities } from "./communities.js";
import { arrange, el, fill, soon } from "./dom.js";
import { emptyState } from "./empty.js";
import { communityBadge, icon } from "./icons.js";
import { openJoin } from "./join.js";
import { openMenu } from "./menu.js";
import { loadNames, nameOf, ownersIn } from "./names.js";
import { moveFocus } from "./pages.js";
import { openPeople } from "./people.js";
import { addressOf, isChat, keyOf, pathOf } from "./place.js";
import { messagesText, shortDate } from "./russian.js";
import { authorPrefix, contentsOf, lineOf } from "./service_text.js";
import { attempt } from "./snackbar.js";

const BURST_MS = 80;
const SEARCH_PAUSE_MS = 150;
const NEAR_END_PX = 600;
// More rows than this changed at once: the list is read anew instead of row by row.
const MOST_SINGLE_ROWS = 3;

export class ConversationList {
  /** `open(place)` opens a conversation, `become(userId)` makes this tab somebody else. */
  constructor(me, { open, become }) {
    Object.assign(this, { me, open, become });
    this.entries = new Map();
    this.drawn = new Map();
    this.count = 0;
    this.search = "";
    this.changed = new Set();
    this.active = null;
    this.flushSoon = soon(() => attempt(() => this.#flush()), BURST_MS);
    this.rows = el("nav.conversations", { "aria-label": "Список чатов", onscroll: () => this.#scrolled() });
    this.rows.addEventListener("keydown", (event) => moveFocus(event, this.rows));
    this.state = el("div.connection", { role: "status", hidden: true }, "Соединение…");
    this.element = el("div.list__content", {}, this.#head(), this.#searchField(), this.state, this.rows);
  }

  /** Reads the first page again. */
  async reload() {
    const run = (this.run = (this.run ?? 0) + 1);
    const page = await get(this.#path(), { search: this.search });
    await loadNames(ownersOf(page.items));
    if (run !== this.run) return;
    this.count = page.count;
    this.entries = new Map(page.items.map((entry) => [keyOf(entry), entry]));
    this.#draw();
  }

  /** An event of the feed. */
  on(event) {
    if (event.group_id === undefined || !this.#concerns(event)) return;
    this.changed.add(keyOf(event));
    this.flushSoon();
  }

  setActive(place) {
    this.active = place && keyOf(place);
    for (const [key, { element }] of this.drawn) {
      if (key === this.active) element.setAttribute("aria-current", "page");
      else element.removeAttribute("aria-current");
    }
  }

  setConnected(connected) {
    this.state.hidden = connected;
  }

  focusSearch() {
    this.searchInput.focus();
    this.searchInput.select();
  }

  get unread() {
    return [...this.entries.values()].reduce((sum, { unread }) => sum + (unread > 0), 0);
  }

  #head() {
    const me = { id: this.me, name: nameOf(this.me) };
    const identity = el(
      "button.me",
      {
        type: "button",
        title: "Войти другим человеком",
        "aria-label": `Вы вошли как ${me.name}. Сменить`,
        onclick: () => openPeople(this.me, this.become),
      },
      avatar(me, 36),
      el("span.me__name", {}, me.name),
      icon("expand", 16),
    );
    const add = el(
      "button.icon_button",
      { type: "button", "aria-label": "Новый чат", "aria-haspopup": "menu" },
      icon("add"),
    );
    const items = [
      { icon: "link", label: "Вступить по ссылке", act: () => openJoin(this.me, this.open) },
      { icon: "community", label: "Написать сообществу", act: () => openCommunities(this.me, this.open) },
    ];
    add.addEventListener("click", () => openMenu(add, items));
    return el("header.list__head", {}, identity, add);
  }

  #searchField() {
    let timer = null;
    const oninput = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.search = this.searchInput.value.trim();
        this.rows.scrollTop = 0;
        attempt(() => this.reload());
      }, SEARCH_PAUSE_MS);
    };
    const onkeydown = (event) => {
      if (event.key === "ArrowDown") moveFocus(event, this.rows);
      if (event.key === "Escape" && this.searchInput.value) {
        event.stopPropagation();
        this.searchInput.value = "";
        oninput();
      }
    };
    this.searchInput = el("input.search__input", {
      type: "search",
      placeholder: "Поиск",
      "aria-label": "Поиск по чатам",
      autocomplete: "off",
      oninput,
      onkeydown,
    });
    return el("label.search", {}, icon("search", 20), this.searchInput);
  }

  // A chat that is not loaded can still be this person's, as long as not all are loaded.
  #concerns(event) {
    const key = keyOf(event);
    if (this.entries.has(key))
      return ["message", "edit", "delete", "chat", "member", "dialog", "read"].includes(event.kind);
    if (!isChat(event)) return event.peer_id === this.me && event.kind !== "read";
    if (event.kind === "member") return event.member_id === this.me;
    return event.kind === "message" && this.entries.size < this.count;
  }

  async #flush() {
    const keys = [...this.changed];
    this.changed.clear();
    const areKnown = keys.every((key) => this.entries.has(key));
    if (!areKnown || keys.length > MOST_SINGLE_ROWS) return this.reload();
    return Promise.all(keys.map((key) => this.#refresh(this.entries.get(key))));
  }

  async #refresh(place) {
    const entry = await get(pathOf(this.me, place)).catch(() => null);
    if (!entry) return this.reload();
    await loadNames(ownersOf([entry]));
    this.entries.set(keyOf(entry), entry);
    return this.#draw();
  }

  async #scrolled() {
    const nearEnd = this.rows.scrollHeight - this.rows.scrollTop - this.rows.clientHeight < NEAR_END_PX;
    if (!nearEnd || this.isLoading || this.entries.size >= this.count) return;
    this.isLoading = true;
    try {
      const page = await get(this.#path(), { search: this.search, offset: this.entries.size });
      await loadNames(ownersOf(page.items));
      this.count = page.count;
      for (const entry of page.items) this.entries.set(keyOf(entry), entry);
      if (page.items.length === 0) this.count = this.entries.size;
      this.#draw();
    } finally {
      this.isLoading = false;
    }
  }

  #path() {
    return `/sim/page/users/${this.me}/conversations`;
  }

  #draw() {
    const entries = [...this.entries.values()].sort((one, other) => dateOf(other) - dateOf(one));
    if (!entries.length) {
      this.drawn.clear();
      fill(this.rows, this.#nothing());
    } else
      arrange(
        this.rows,
        entries.map((entry) => this.#rowOf(entry)),
      );
    for (const key of this.drawn.keys()) if (!this.entries.has(key)) this.drawn.delete(key);
    this.onDrawn?.();
  }

  #nothing() {
    if (this.search) return el("p.rows__nothing", {}, "Ничего не нашлось.");
    const acts = [
      { label: "Вступить по ссылке", act: () => openJoin(this.me, this.open), isMain: true },
      { label: "Написать сообществу", act: () => openCommunities(this.me, this.open) },
    ];
    return emptyState({
      picture: "chat",
      title: "Пока нет чатов",
      text: "Вступите в чат дома по ссылке или напишите сообществу.",
      acts,
    });
  }

  #rowOf(entry) {
    const key = keyOf(entry);
    const when = entry.last_message ? shortDate(entry.last_message.date) : "";
    const signature = JSON.stringify([
      entry.title,
      entry.photo,
      entry.unread,
      entry.standing,
      entry.last_message,
      when,
    ]);
    const drawn = this.drawn.get(key);
    if (drawn?.signature === signature) return drawn.element;
    const element = this.#newRow(entry, when);
    this.drawn.set(key, { signature, element });
    if (key === this.active) element.setAttribute("aria-current", "page");
    // The row that had the focus gives it to its successor.
    if (drawn && drawn.element === document.activeElement) queueMicrotask(() => element.focus());
    return element;
  }

  #newRow(entry, when) {
    const open = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(entry);
    };
    const title = el(
      "span.row__title",
      {},
      el("span", {}, entry.title),
      entry.kind === "dialog" ? communityBadge() : null,
    );
    const counter = entry.unread
      ? el("span.counter", { "aria-label": `Не прочитано: ${messagesText(entry.unread)}` }, shortCount(entry.unread))
      : null;
    return el(
      `a.row.conversation${entry.standing === "in" ? "" : ".conversation_gone"}`,
      { href: addressOf(this.me, entry), onclick: open },
      conversationAvatar(entry, 48),
      el(
        "span.row__words",
        {},
        el("span.row__line", {}, title, el("time.row__time", {}, when)),
        el("span.row__line", {}, preview(entry, this.me), counter),
      ),
    );
  }
}

function preview({ last_message: last, kind }, me) {
  if (!last) return el("span.row__about", {}, "Нет сообщений");
  const prefix = authorPrefix(last, me, kind === "chat");
  const isContents = !last.action && !last.text;
  const words = isContents ? el("span.row__accent", {}, contentsOf(last)) : lineOf(last, me);
  return el("span.row__about", {}, prefix ? el("span.row__author", {}, prefix) : null, words);
}

function ownersOf(entries) {
  return ownersIn(entries.flatMap(({ last_message: last }) => (last ? [last] : [])));
}

function dateOf({ last_message: last }) {
  return last ? last.date : 0;
}

function shortCount(count) {
  return count > 999 ? `${Math.floor(count / 1000)}K` : String(count);
}
