/**
 * Where one is, as the page's address says: `?user=1&chat=225000001_2000000001`, and once, on the way in,
 * `join=https://vk.me/join/…` or `to=<community>&ref=…`.
 */

/** What the address says; `chat` is `{group_id, peer_id}` or null. */
export function currentPlace() {
  const query = new URLSearchParams(location.search);
  const [groupId, peerId] = (query.get("chat") ?? "").split("_").map(Number);
  return {
    user: Number(query.get("user")) || null,
    chat: groupId && peerId ? { group_id: groupId, peer_id: peerId } : null,
    join: query.get("join"),
    to: query.get("to"),
    ref: query.get("ref"),
  };
}

/** The address of a place. */
export function addressOf(user, chat = null) {
  const query = new URLSearchParams();
  if (user) query.set("user", user);
  if (chat) query.set("chat", keyOf(chat));
  const search = query.toString();
  return search ? `/?${search}` : "/";
}

/** Goes there without loading the page; the browser's back button comes back, unless it only replaces. */
export function go(user, chat = null, { replace = false } = {}) {
  const address = addressOf(user, chat);
  if (replace) history.replaceState(null, "", address);
  else if (address !== location.pathname + location.search) history.pushState(null, "", address);
}

/** One text for a conversation, to be a key. */
export function keyOf({ group_id: groupId, peer_id: peerId }) {
  return `${groupId}_${peerId}`;
}

/** The back door's address of a person's conversation. */
export function pathOf(userId, { group_id: groupId, peer_id: peerId }) {
  return `/sim/page/users/${userId}/conversations/${groupId}/${peerId}`;
}

// https://dev.vk.com/ru/reference/objects/message: a chat's peer_id is above 2000000000.
export function isChat({ peer_id: peerId }) {
  return peerId > 2_000_000_000;
}
