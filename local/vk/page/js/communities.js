/** Finding a community to write to. */

import { get } from "./api.js";
import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { communityBadge } from "./icons.js";
import { openModal } from "./modal.js";
import { searchedPages } from "./pages.js";
import { addressOf } from "./place.js";

/** Opens the list of communities; `open(place)` goes into the dialog. */
export function openCommunities(me, open) {
  const pages = searchedPages({
    path: "/sim/page/communities",
    row: (community) =>
      communityRow(community, me, (place) => {
        close();
        open(place);
      }),
    nothing: () => el("p.rows__nothing", {}, "Сообществ не нашлось."),
    placeholder: "Название или короткое имя",
  });
  const close = openModal({ title: "Написать сообществу", kind: "people" }, pages.field, pages.rows);
}

/** The dialog with the community of this screen name; null where there is none. */
export async function dialogWith(me, screenName) {
  const wanted = screenName.toLowerCase();
  const { items } = await get("/sim/page/communities", { search: wanted });
  const found = items.find(({ id, screen_name: name }) => name.toLowerCase() === wanted || `club${-id}` === wanted);
  return found ? { group_id: -found.id, peer_id: me } : null;
}

function communityRow({ id, name, screen_name: screenName }, me, open) {
  const place = { group_id: -id, peer_id: me };
  const go = (event) => {
    event.preventDefault();
    open(place);
  };
  const title = el("span.row__title", {}, el("span", {}, name), communityBadge());
  const words = el("span.row__words", {}, title, el("span.row__about", {}, `vk.me/${screenName}`));
  return el("a.row", { href: addressOf(me, place), onclick: go }, avatar({ id: -id, name }, 44), words);
}
