/** The names of people and communities, asked for once each; a community's id is negative. */

import { get } from "./api.js";

const UNKNOWN = { name: "…", first_name: "…", screen_name: "" };
const known = new Map();

/** Makes sure that `nameOf` knows these ids. */
export async function loadNames(ids) {
  const missing = [...new Set(ids)].filter((id) => id && !known.has(id));
  if (!missing.length) return;
  for (const owner of await get("/sim/page/names", { ids: missing.join(",") })) known.set(owner.id, owner);
}

export function nameOf(id) {
  return (known.get(id) ?? UNKNOWN).name;
}

/** The first name of a person, the whole name of a community. */
export function shortNameOf(id) {
  const owner = known.get(id) ?? UNKNOWN;
  return owner.first_name ?? owner.name;
}

/** Everybody whose name is needed to draw these messages. */
export function ownersIn(messages) {
  return messages.flatMap((message) => [
    message.from_id,
    ...(message.action?.member_id ? [message.action.member_id] : []),
    ...ownersIn([...(message.fwd_messages ?? []), ...(message.reply_message ? [message.reply_message] : [])]),
  ]);
}

export function forgetNames() {
  known.clear();
}
