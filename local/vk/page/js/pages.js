/** A list that comes from the server by pages, as one scrolls, and by a search. */

import { get } from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { attempt } from "./snackbar.js";

const SEARCH_PAUSE_MS = 150;
const NEAR_END_PX = 400;

/**
 * A field of search above rows of `path`; `row(item)` makes a row, `nothing(search)` what stands for no rows. Returns
 * `{field, rows, reload}`; `rows` is the element that scrolls.
 */
export function searchedPages({ path, query = {}, row, nothing, placeholder }) {
  const rows = el("div.rows", { onscroll: () => nearEnd() && more() });
  const input = el("input.search__input", {
    type: "search",
    placeholder,
    "aria-label": placeholder,
    autocomplete: "off",
  });
  const field = el("label.search", {}, icon("search", 20), input);
  let run = 0;
  let [loaded, count, isLoading] = [0, 0, false];
  const nearEnd = () => rows.scrollHeight - rows.scrollTop - rows.clientHeight < NEAR_END_PX;

  async function reload() {
    const own = ++run;
    const page = await get(path, { ...query, search: input.value.trim() });
    if (own !== run) return;
    [loaded, count] = [page.items.length, page.count];
    fill(rows, ...page.items.map(row), page.count ? null : nothing(input.value.trim()));
  }

  async function more() {
    if (isLoading || loaded >= count) return;
    const own = run;
    isLoading = true;
    const page = await attempt(() => get(path, { ...query, search: input.value.trim(), offset: loaded }));
    isLoading = false;
    if (own !== run || !page) return;
    loaded += page.items.length;
    rows.append(...page.items.map(row));
  }

  let timer = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => attempt(reload), SEARCH_PAUSE_MS);
  });
  rows.addEventListener("keydown", (event) => moveFocus(event, rows));
  input.addEventListener("keydown", (event) => event.key === "ArrowDown" && moveFocus(event, rows));
  attempt(reload);
  return { field, rows, reload };
}

/** Up and down go from row to row. */
export function moveFocus(event, container) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...container.querySelectorAll("a.row, button.row")];
  const next = rows[rows.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
