/** An open conversation: loads it, follows it live, and does in it what the person wants. */

import { Acts } from "./acts.js";
import { get } from "./api.js";
import { Buttons } from "./buttons.js";
import { chatHead } from "./chat_head.js";
import { obstacle } from "./chat_foot.js";
import { chatMenu, messageMenu } from "./chat_menus.js";
import { Composer } from "./composer.js";
import { el, fill, soon } from "./dom.js";
import { newDialog } from "./empty.js";
import { openMembers } from "./members.js";
import { MessageList } from "./message_list.js";
import { loadNames, ownersIn } from "./names.js";
import { isChat, keyOf, pathOf } from "./place.js";
import { attempt, showSnackbar } from "./snackbar.js";

// Events come in bursts: one request for all of them.
const BURST_MS = 40;
// Unread messages further back than this are not all loaded at once; a page of the feed has at most 1,000.
const MOST_UNREAD_SHOWN = 900;

export class OpenChat {
  /** `links.open(href)` follows a link, `back()` closes, `become(userId)` makes this tab somebody else. */
  constructor(me, place, { ref = null, links, back, become }) {
    Object.assign(this, { me, place, ref, links, back, become });
    this.path = pathOf(me, place);
    this.acts = new Acts(me, place);
    this.buttons = new Buttons(me, this.acts, links);
    this.wanted = new Set();
    this.refreshSoon = soon(() => this.#refresh(), BURST_MS);
    this.fetchSoon = soon(() => this.#fetchWanted(), BURST_MS);
    this.list = new MessageList(this.#context(), {
      onEarlier: () => this.#loadEarlier(),
      onEnd: () => this.#markRead(),
    });
    this.composer = new Composer({
      key: `${me} ${keyOf(place)}`,
      send: (said) => this.#say(said),
      press: (cmid, action) => this.buttons.press(cmid, action),
      editLast: () => this.#editLast(),
    });
    this.head = el("div.chat__head");
    this.foot = el("div.chat__foot");
    this.welcome = el("div.chat__welcome", { hidden: true });
    this.element = el(
      "section.chat__open",
      { onclick: (event) => this.#followLink(event) },
      this.head,
      this.list.element,
      this.welcome,
      this.foot,
    );
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.#drop(event));
  }

  /** Shows the conversation; throws Refusal where there is none for this person. */
  async load() {
    this.conversation = await get(this.path);
    const { unread, my_read: read } = this.conversation;
    const from = unread > 40 && unread < MOST_UNREAD_SHOWN ? Math.max(1, read - 5) : null;
    const page = await get(`${this.path}/messages`, { from });
    await this.#loadNames(page.items);
    this.list.hasEarlier = page.earlier;
    const firstUnread =
      unread > 0 && page.items.find(({ conversation_message_id: cmid, from_id }) => cmid > read && from_id !== this.me);
    this.list.unreadFrom = firstUnread ? firstUnread.conversation_message_id : null;
    this.list.put(page.items);
    this.#show();
  }

  /** Called when the element stands in the page: only then it can be scrolled. */
  shown() {
    const { unreadFrom } = this.list;
    if (unreadFrom === null || !this.list.show(unreadFrom, { flash: false })) this.list.scrollToEnd();
    if (this.list.isAtEnd) this.list.scrollToEnd();
    this.composer.fit();
    this.composer.focus();
    this.#markRead();
  }

  /** An event of the feed about this conversation. */
  on(event) {
    if (event.kind === "delete") this.list.remove(event.cmid);
    else if (["message", "edit", "reaction"].includes(event.kind)) {
      this.wanted.add(event.cmid);
      this.fetchSoon();
    } else if (event.kind === "snackbar") this.buttons.onAnswer(event);
    if (event.kind !== "snackbar" && event.kind !== "reaction") this.refreshSoon();
  }

  /** After the feed was broken: whatever was missed. */
  async catchUp() {
    const oldest = this.list.messages.size ? this.list.oldest : null;
    const page = await get(`${this.path}/messages`, { from: oldest });
    await this.#loadNames(page.items);
    this.list.messages.clear();
    this.list.put(page.items);
    await this.#refresh();
  }

  becameVisible() {
    if (this.list.isAtEnd) this.#markRead();
  }

  close() {
    clearTimeout(this.unmuteTimer);
    this.isClosed = true;
  }

  #context() {
    return {
      me: this.me,
      isChat: isChat(this.place),
      isDead: false,
      jump: (cmid) => this.#jump(cmid),
      press: (cmid, action) => this.buttons.press(cmid, action),
      react: (message, reactionId) => this.#react(message, reactionId),
      reply: (message) => this.composer.answer(message),
      openActions: (message, button) => messageMenu(message, button, this.#menuActs()),
    };
  }

  async #refresh() {
    if (this.isClosed) return;
    try {
      this.conversation = await get(this.path);
    } catch (error) {
      if (error.status === 404 || error.status === 403) this.back();
      return;
    }
    await this.#loadNames([]);
    this.#show();
    if (this.list.sticks) this.#markRead();
  }

  #show() {
    const { conversation } = this;
    const isDead = conversation.standing !== "in";
    if (this.list.context.isDead !== isDead) {
      this.list.context.isDead = isDead;
      this.list.redraw();
    }
    this.list.setReadUpTo(conversation.read_up_to);
    this.#showHead();
    const blocked = obstacle(conversation, { comeBack: () => this.#comeBack() });
    const foot = blocked ?? this.composer.element;
    if (blocked || this.foot.firstChild !== foot) fill(this.foot, foot);
    this.composer.fit();
    this.composer.setKeyboard(conversation.keyboard);
    const isNew = conversation.kind === "dialog" && !conversation.last_message;
    this.welcome.hidden = !isNew;
    this.list.element.hidden = isNew;
    if (isNew)
      fill(
        this.welcome,
        newDialog(conversation, () => this.#start()),
      );
    this.#watchMute();
  }

  #showHead() {
    const {
      kind,
      title,
      photo,
      standing,
      members_count: count,
      has_community: has,
      pinned,
      allowed,
    } = this.conversation;
    const signature = JSON.stringify([
      kind,
      title,
      photo,
      standing,
      count,
      has,
      pinned,
      allowed,
      !this.conversation.last_message,
    ]);
    if (signature === this.headSignature) return;
    this.headSignature = signature;
    const head = chatHead(this.conversation, this.me, {
      back: this.back,
      openInfo: () => this.#openMembers(),
      openMenu: (button) => chatMenu(this.conversation, button, this.#menuActs()),
      jump: (cmid) => this.#jump(cmid),
      allow: () => attempt(() => this.acts.consent(true)),
    });
    fill(this.head, head);
  }

  #watchMute() {
    clearTimeout(this.unmuteTimer);
    const left = (this.conversation.muted_until ?? 0) * 1000 - Date.now();
    // A timer of more than 24 days would fire at once.
    if (left > 0 && left < 2 ** 31) this.unmuteTimer = setTimeout(() => this.#show(), left + 500);
  }

  #menuActs() {
    return {
      me: this.me,
      isChat: isChat(this.place),
      react: (message, reactionId) => this.#react(message, reactionId),
      reply: (message) => this.composer.answer(message),
      edit: (message) => this.composer.edit(message),
      openMembers: () => this.#openMembers(),
      consent: (allowed) => attempt(() => this.acts.consent(allowed)),
      leave: () => attempt(() => this.acts.leave()),
    };
  }

  async #fetchWanted() {
    const cmids = [...this.wanted];
    this.wanted.clear();
    const page = await get(`${this.path}/messages`, { cmids: cmids.join(",") }).catch(() => ({ items: [] }));
    await this.#loadNames(page.items);
    const isKnown = ({ conversation_message_id: cmid }) => this.list.messages.has(cmid) || cmid > this.list.newest;
    if (!this.isClosed) this.list.put(page.items.filter(isKnown));
  }

  #loadNames(messages) {
    const pinned = this.conversation?.pinned ? [this.conversation.pinned] : [];
    const reacted = messages.flatMap((message) => Object.keys(message.reacted ?? {}).map(Number));
    return loadNames([...ownersIn([...messages, ...pinned]), ...reacted]);
  }

  async #loadEarlier(from = null) {
    if (this.isLoadingEarlier || !this.list.hasEarlier) return;
    this.isLoadingEarlier = true;
    try {
      const page = await get(`${this.path}/messages`, { before: this.list.oldest, from });
      await this.#loadNames(page.items);
      this.list.hasEarlier = page.earlier;
      this.list.putEarlier(page.items);
    } finally {
      this.isLoadingEarlier = false;
    }
  }

  async #jump(cmid) {
    if (cmid < this.list.oldest) await attempt(() => this.#loadEarlier(Math.max(1, cmid - 10)));
    if (!this.list.show(cmid)) showSnackbar("Этого сообщения больше нет.");
  }

  async #say(said) {
    const cmid = await attempt(() => this.acts.say({ ...said, ref: this.ref }));
    if (cmid === undefined) return false;
    this.ref = null;
    this.wanted.add(cmid);
    this.fetchSoon();
    this.refreshSoon();
    return true;
  }

  // https://dev.vk.com/ru/api/bots/development/keyboard: the button «Начать» sends this payload.
  #start() {
    return this.#say({ text: "Начать", payload: { command: "start" } });
  }

  #react(message, reactionId) {
    return attempt(() => this.acts.react(message.conversation_message_id, reactionId));
  }

  #editLast() {
    const mine = [...this.list.messages.values()].filter(({ from_id: from, action }) => from === this.me && !action);
    if (mine.length) this.composer.edit(mine.at(-1));
  }

  #comeBack() {
    return attempt(() => this.acts.join(this.conversation.invite_link));
  }

  #openMembers() {
    openMembers(this.me, this.place, this.conversation, { become: this.become });
  }

  async #markRead() {
    const { unread, standing } = this.conversation ?? {};
    if (!unread || standing !== "in" || document.visibilityState !== "visible") return;
    this.conversation.unread = 0;
    await this.acts.read().catch(() => {});
  }

  #followLink(event) {
    const href = event.target.closest?.("a.link")?.href;
    if (href && !event.ctrlKey && !event.metaKey && this.links.takesOver(href)) {
      event.preventDefault();
      this.links.open(href);
    }
  }

  #drop(event) {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file && this.foot.contains(this.composer.element)) this.composer.attachPhoto(file);
  }
}
