/** Following links: those that VK opens in its messenger stay here, all others get a tab of their own. */

import { dialogWith } from "./communities.js";
import { openJoin } from "./join.js";
import { attempt, showSnackbar } from "./snackbar.js";
import { inMessenger, safeAddress } from "./vk_links.js";

export class Links {
  /** `openPlace(place, ref)` opens a conversation of the person `me`. */
  constructor(me, openPlace) {
    Object.assign(this, { me, openPlace });
  }

  takesOver(href) {
    return inMessenger(href) !== null;
  }

  open(href) {
    const target = safeAddress(href) && inMessenger(href);
    if (target?.join) openJoin(this.me, this.openPlace, target.join);
    // The same id at the real VK is a stranger's page.
    else if (target?.person) showSnackbar("Страниц людей здесь нет, только сообщения.");
    else if (target?.community) this.#openCommunity(target, href);
    else this.#openTab(href);
  }

  async #openCommunity({ community, ref, mustExist }, href) {
    const place = await attempt(() => dialogWith(this.me, community));
    if (place) this.openPlace(place, ref);
    else if (mustExist) this.#openTab(href);
    else showSnackbar("Такого сообщества нет.", "error");
  }

  #openTab(href) {
    const address = safeAddress(href);
    if (address) window.open(address, "_blank", "noopener,noreferrer");
    else showSnackbar("Эта ссылка не открывается.", "error");
  }
}
