/**
 * The messages of an open conversation: kept in order, grouped by day and author, scrolled as a messenger scrolls.
 *
 * An element is made again only when its message changed, so pictures do not flicker and a waiting button keeps waiting.
 */

import { arrange, el } from "./dom.js";
import { icon } from "./icons.js";
import { messageElement } from "./message.js";
import { dayText } from "./russian.js";

// Messages of one author further apart than this stand in groups of their own.
const GROUP_S = 5 * 60;
// So near to the end a new message still pulls the view along.
const NEAR_END_PX = 120;
const NEAR_START_PX = 300;

export class MessageList {
  /** `onEarlier()` is called when the oldest message comes near, `onEnd()` when the newest is in view. */
  constructor(context, { onEarlier, onEnd }) {
    this.context = context;
    this.messages = new Map();
    this.drawn = new Map();
    this.unreadFrom = null;
    this.readUpTo = 0;
    this.hasEarlier = false;
    this.onEarlier = onEarlier;
    this.onEnd = onEnd;
    this.log = el("div.log", { role: "log", "aria-label": "Сообщения", "aria-live": "polite" });
    this.scroller = el("div.scroller", { tabindex: "-1" }, this.log);
    this.counter = el("span.counter");
    this.toEnd = el(
      "button.to_end",
      { type: "button", "aria-label": "К новым сообщениям", hidden: true },
      icon("down"),
      this.counter,
    );
    this.toEnd.addEventListener("click", () => this.scrollToEnd("smooth"));
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element = el("div.messages", {}, this.scroller, this.toEnd);
    new ResizeObserver(() => this.sticks && this.scrollToEnd()).observe(this.scroller);
    new ResizeObserver(() => this.sticks && this.scrollToEnd()).observe(this.log);
    this.sticks = true;
    this.missed = 0;
    this.lastTop = 0;
  }

  get newest() {
    return Math.max(0, ...this.messages.keys());
  }

  get oldest() {
    return Math.min(Infinity, ...this.messages.keys());
  }

  get isAtEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR_END_PX;
  }

  /** Puts in messages, new, changed or earlier. */
  put(messages) {
    const wasAtEnd = this.sticks;
    const before = this.newest;
    for (const message of messages) this.messages.set(message.conversation_message_id, message);
    this.draw();
    const fresh = messages.filter(({ conversation_message_id: cmid }) => before && cmid > before);
    if (fresh.some(({ from_id: from }) => from === this.context.me)) this.scrollToEnd();
    else if (!wasAtEnd) this.#miss(fresh.length);
  }

  /** Puts earlier messages before the first without moving what is seen. */
  putEarlier(messages) {
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.put(messages);
    this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
  }

  remove(cmid) {
    this.messages.delete(cmid);
    this.draw();
  }

  /** Marks one's own messages as read up to a number. */
  setReadUpTo(cmid) {
    this.readUpTo = cmid;
    for (const [own, { element }] of this.drawn) element.classList.toggle("message_read", own <= cmid);
  }

  /** Draws everything again, because what can be done here has changed. */
  redraw() {
    this.drawn.clear();
    this.draw();
  }

  draw() {
    const messages = [...this.messages.values()].sort((a, b) => a.conversation_message_id - b.conversation_message_id);
    const days = new Map();
    messages.forEach((message, index) => {
      const day = new Date(message.date * 1000).toDateString();
      if (!days.has(day)) days.set(day, [this.#separator("day", day, dayText(message.date))]);
      const nodes = days.get(day);
      if (message.conversation_message_id === this.unreadFrom)
        nodes.push(this.#separator("unread", "", "Новые сообщения"));
      const element = this.#elementOf(message);
      element.classList.toggle("message_first", !this.#isGrouped(messages[index - 1], message));
      element.classList.toggle("message_last", !this.#isGrouped(message, messages[index + 1]));
      element.classList.toggle("message_read", message.conversation_message_id <= this.readUpTo);
      nodes.push(element);
    });
    this.#arrangeDays(days);
  }

  scrollToEnd(behavior = "instant") {
    this.sticks = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Brings a message into view and lights it up; false where it is not loaded. */
  show(cmid, { flash = true, block = "center" } = {}) {
    const element = this.drawn.get(cmid)?.element;
    if (!element) return false;
    this.sticks = false;
    element.scrollIntoView({ block });
    if (flash) {
      element.classList.remove("message_flash");
      requestAnimationFrame(() => element.classList.add("message_flash"));
    }
    return true;
  }

  #elementOf(message) {
    const key = message.conversation_message_id;
    const signature = JSON.stringify(message);
    const drawn = this.drawn.get(key);
    if (drawn?.signature === signature) return drawn.element;
    const element = messageElement(message, this.context);
    this.drawn.set(key, { signature, element });
    return element;
  }

  // A section for each day: within it the day's name stays in view.
  #arrangeDays(days) {
    const sections = [...days].map(([day, nodes]) => {
      const key = `section ${day}`;
      if (!this.drawn.has(key)) this.drawn.set(key, { signature: day, element: el("section.day") });
      const { element } = this.drawn.get(key);
      arrange(element, nodes);
      return element;
    });
    arrange(this.log, sections);
    for (const [key, { element }] of this.drawn) if (!this.log.contains(element)) this.drawn.delete(key);
  }

  #separator(kind, name, text) {
    const key = `${kind} ${name}`;
    const drawn = this.drawn.get(key);
    if (drawn?.signature === text) return drawn.element;
    const element = el(`div.separator.separator_${kind}`, {}, el("span", {}, text));
    this.drawn.set(key, { signature: text, element });
    return element;
  }

  #isGrouped(message, next) {
    if (!message || !next || message.action || next.action) return false;
    const isNear = next.date - message.date < GROUP_S && isSameDay(message, next);
    return isNear && message.from_id === next.from_id && next.conversation_message_id !== this.unreadFrom;
  }

  #miss(count) {
    this.missed += count;
    this.counter.textContent = this.missed || "";
  }

  #scrolled() {
    const { scrollTop } = this.scroller;
    // Only a person scrolls up; what grows below, like a picture that arrives, lets the view stick to the end.
    if (this.isAtEnd) this.sticks = true;
    else if (scrollTop < this.lastTop) this.sticks = false;
    this.lastTop = scrollTop;
    this.toEnd.hidden = this.sticks;
    if (this.sticks) {
      this.missed = 0;
      this.#miss(0);
      this.onEnd();
    }
    if (this.hasEarlier && this.scroller.scrollTop < NEAR_START_PX) this.onEarlier();
  }
}

function isSameDay(one, other) {
  return new Date(one.date * 1000).toDateString() === new Date(other.date * 1000).toDateString();
}
