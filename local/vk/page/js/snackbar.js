/** Short messages at the foot of the page, as VK shows the answer to a button. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 4_500;

/** Shows a text for some seconds; `kind` is "plain" or "error". */
export function showSnackbar(text, kind = "plain") {
  const shown = el(
    `div.snackbar.snackbar_${kind}`,
    {},
    icon(kind === "error" ? "close" : "chat", 20),
    el("span", {}, text),
  );
  const container = document.getElementById("snackbars");
  container.replaceChildren(...[...container.children].slice(-2), shown);
  // Shown anew, it comes above a window that was opened meanwhile.
  if (container.matches(":popover-open")) container.hidePopover();
  container.showPopover();
  const remove = () => shown.remove();
  shown.addEventListener("click", remove);
  setTimeout(remove, SHOWN_MS);
}

/** Runs an act of the person; where it is refused, says why. Returns its value, or undefined. */
export async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (!("code" in error)) throw error;
    showSnackbar(error.message, "error");
    return undefined;
  }
}
