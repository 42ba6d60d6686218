/** The messenger of VK's stand-in: somebody's list of conversations on the left, the open one on the right. */

import { get } from "./js/api.js";
import { OpenChat } from "./js/chat.js";
import { dialogWith } from "./js/communities.js";
import { fill } from "./js/dom.js";
import { emptyState } from "./js/empty.js";
import { listen } from "./js/feed.js";
import { openJoin } from "./js/join.js";
import { Links } from "./js/links.js";
import { ConversationList } from "./js/list.js";
import { forgetNames, loadNames, nameOf } from "./js/names.js";
import { peoplePage } from "./js/people.js";
import { addressOf, currentPlace, go, keyOf } from "./js/place.js";
import { plural } from "./js/russian.js";
import { attempt, showSnackbar } from "./js/snackbar.js";

const TITLE = "Мессенджер";
const root = document.getElementById("messenger");
const listColumn = document.getElementById("list");
const chatColumn = document.getElementById("chat");

let me = null;
let list = null;
let chat = null;

start();
addEventListener("popstate", arrive);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && chat?.becameVisible());
document.addEventListener("keydown", onKey);
listen(onEvent, onConnection);

/** Shows what the address says. */
async function start() {
  const place = currentPlace();
  if (!place.user || !(await exists(place.user))) return chooseWho(place);
  await enterAs(place.user);
  if (place.join) openJoin(me, openPlace, place.join);
  if (place.to) await openCommunity(place.to, place.ref);
  else await show(place.chat);
  if (place.join || place.to) go(me, chat?.place ?? null, { replace: true });
  return undefined;
}

/** After a step back or forward. */
async function arrive() {
  const place = currentPlace();
  if (place.user !== me) await start();
  else await show(place.chat);
}

async function exists(userId) {
  const found = await attempt(() => get("/sim/page/names", { ids: userId }));
  // Without an answer nobody knows; a stranger is a name without a first name.
  return !found || "first_name" in found[0];
}

function chooseWho(place) {
  if (place.user) showSnackbar("Такого человека здесь нет: выберите другого.");
  chat?.close();
  me = list = chat = null;
  document.title = TITLE;
  root.dataset.screen = "entrance";
  fill(listColumn);
  fill(chatColumn, peoplePage(become));
}

async function enterAs(userId) {
  me = userId;
  chat?.close();
  chat = null;
  await loadNames([me]);
  list = new ConversationList(me, { open: openPlace, become });
  list.onDrawn = showTitle;
  fill(listColumn, list.element);
  await attempt(() => list.reload());
}

function become(userId) {
  const { join, to, ref } = currentPlace();
  const way = new URLSearchParams(Object.entries({ join, to, ref }).filter(([, value]) => value)).toString();
  history.pushState(null, "", way ? `${addressOf(userId)}&${way}` : addressOf(userId));
  start();
}

async function openCommunity(screenName, ref) {
  const place = await attempt(() => dialogWith(me, screenName));
  if (place) await show(place, ref);
  else showSnackbar("Такого сообщества нет.", "error");
}

function openPlace(place, ref = null) {
  go(me, place);
  return show(place, ref);
}

function back() {
  go(me, null);
  show(null);
}

/** Opens a conversation on the right, or nothing. */
async function show(place, ref = null) {
  // Who asked may have been left meanwhile: a reset came while something was loaded.
  if (!list) return;
  const isSame = place && chat && keyOf(place) === keyOf(chat.place) && !ref;
  if (isSame) return;
  chat?.close();
  chat = null;
  list.setActive(place);
  root.dataset.screen = place ? "chat" : "list";
  if (!place) {
    fill(chatColumn, emptyState({ picture: "chat", title: "Выберите чат", text: "или найдите его поиском слева" }));
    return;
  }
  const opened = new OpenChat(me, place, { ref, links: new Links(me, openPlace), back, become });
  chat = opened;
  const isLoaded = await attempt(async () => {
    await opened.load();
    return true;
  });
  if (chat !== opened) return;
  if (!isLoaded) back();
  else {
    fill(chatColumn, opened.element);
    opened.shown();
  }
}

function onEvent(event) {
  if (event.kind === "reset") {
    forgetNames();
    start();
    return;
  }
  if (!list) return;
  list.on(event);
  if (chat && keyOf(chat.place) === keyOf(event)) chat.on(event);
}

async function onConnection(connected) {
  list?.setConnected(connected);
  if (!connected || !list) return;
  // A server that was started again knows nobody.
  if (!(await exists(me))) return chooseWho(currentPlace());
  await attempt(() => list.reload());
  await attempt(() => chat?.catchUp());
  return undefined;
}

function showTitle() {
  const { unread } = list;
  const who = nameOf(me);
  document.title = unread
    ? `${plural(unread, "новый чат", "новых чата", "новых чатов")} · ${who}`
    : `${who} · ${TITLE}`;
}

function onKey(event) {
  if (document.querySelector("dialog[open], .menu")) return;
  if (event.key === "Escape" && chat) back();
  if (event.code === "KeyK" && (event.ctrlKey || event.metaKey) && list) {
    event.preventDefault();
    list.focusSearch();
  }
}
