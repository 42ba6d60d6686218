/** A message's text as nodes: links, mentions `[id1|Анна]`, and the styles of `format_data`. */

import { el } from "./dom.js";
import { addressesIn, safeAddress } from "./vk_links.js";

const MENTION = /\[((?:id|club|public|event)\d+|https?:\/\/[^\s|\]]+)\|([^\]]+)\]/g;
const STYLE_TAGS = { bold: "b", italic: "i", underline: "u" };

/** The nodes of a text; `format` is VK's `format_data`, whose offsets count UTF-16 units as JavaScript does. */
export function richText(text, format = null) {
  const styles = (format?.items ?? []).filter((style) => style.length > 0);
  const nodes = [];
  let at = 0;
  for (const { start, end, href, shownFrom, shownTo } of linksIn(text)) {
    nodes.push(...styled(text, at, start, styles));
    nodes.push(
      link(
        href,
        styled(
          text,
          shownFrom,
          shownTo,
          styles.filter(({ type }) => type !== "url"),
        ),
      ),
    );
    at = end;
  }
  return [...nodes, ...styled(text, at, text.length, styles)];
}

/** The text in one line, mentions by their names. */
export function plainText(text) {
  return text.replaceAll(MENTION, "$2").replaceAll(/\s+/g, " ").trim();
}

/** A link that opens in a tab of its own, unless the messenger takes it over. */
export function link(href, children) {
  return el("a.link", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function linksIn(text) {
  const mentions = [...text.matchAll(MENTION)].flatMap(({ index, 0: whole, 1: target, 2: shown }) => {
    const href = safeAddress(target.startsWith("http") ? target : `https://vk.com/${target}`);
    const end = index + whole.length;
    return href ? [{ start: index, end, href, shownFrom: end - 1 - shown.length, shownTo: end - 1 }] : [];
  });
  const isFree = ({ start, end }) => mentions.every((mention) => end <= mention.start || start >= mention.end);
  const addresses = addressesIn(text).filter(isFree);
  const links = addresses.map((found) => ({ ...found, shownFrom: found.start, shownTo: found.end }));
  return [...mentions, ...links].sort((one, other) => one.start - other.start);
}

function styled(text, from, to, styles) {
  const touching = styles.filter(({ offset, length }) => offset < to && offset + length > from);
  const ends = touching.flatMap(({ offset, length }) => [offset, offset + length]);
  const cuts = [...new Set([from, to, ...ends.filter((cut) => cut > from && cut < to)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const covering = touching.filter(({ offset, length }) => offset <= start && start < offset + length);
    return covering.reduce(wrap, document.createTextNode(text.slice(start, cuts[index + 1])));
  });
}

function wrap(node, { type, url }) {
  if (type === "url") {
    const href = safeAddress(url ?? "");
    return href ? link(href, [node]) : node;
  }
  return STYLE_TAGS[type] ? el(STYLE_TAGS[type], {}, node) : node;
}
