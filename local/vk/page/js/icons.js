/** The icons, drawn in lines on a square of 24. */

const SHAPES = {
  add: "M12 5v14M5 12h14",
  attach: "M20 11.5l-7.8 7.8a5 5 0 0 1-7.1-7.1l8.3-8.3a3.4 3.4 0 0 1 4.8 4.8l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4",
  back: "M15 5l-7 7 7 7",
  chat: "M12 4.5c-5 0-9 3.2-9 7.3 0 2.3 1.3 4.4 3.3 5.7.1 1-.4 2-1 2.7 1.7-.2 3.1-.9 4.2-1.9.8.2 1.6.2 2.5.2 5 0 9-3.1 9-7s-4-7-9-7z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  checks: "M1.5 12.5L6 17l9.5-9.5M11.5 16l1 1L22 7.5",
  close: "M6 6l12 12M18 6L6 18",
  community: "M4 20v-9l8-6 8 6v9M9 20v-6h6v6M2.5 20h19",
  copy: "M9 9h10v11H9zM15 9V5H5v11h4",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M14.5 5.5l4 4L8 20H4v-4zM12.5 7.5l4 4",
  expand: "M6 9l6 6 6-6",
  external: "M8 16L17 7M9.5 7H17v7.5",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5",
  forward: "M14 6l6 6-6 6M20 12H10a6 6 0 0 0-6 6",
  keys: "M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z",
  leave: "M14 4.5H5.5v15H14M10.5 12H21M17 8l4 4-4 4",
  link: "M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1M14 10a4.5 4.5 0 0 0-6.4 0l-3 3a4.5 4.5 0 0 0 6.4 6.4l1-1",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  mute: "M4 9.5v5h3.5l5 4v-13l-5 4zM16.5 9.5l5 5M21.5 9.5l-5 5",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c0-3.5 2.9-5.5 6.5-5.5s6.5 2 6.5 5.5zM16 11.5a3 3 0 1 0-.5-6M18 14c2.3.7 3.5 2.5 3.5 5h-3",
  pin: "M9 3.5h6l-1 6.5 3.5 3.5h-11L10 10zM12 13.5v7",
  reply: "M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20.5 20.5",
  send: "M4.5 4.5l16 7.5-16 7.5 2-7.5zM6.5 12H13",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14c.8 1.5 2.2 2.5 4 2.5s3.2-1 4-2.5M9 9.5h.01M15 9.5h.01",
  user: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-4 3.4-6 7.5-6s7.5 2 7.5 6z",
};

const SVG = "http://www.w3.org/2000/svg";

/** An icon; whoever shows it says in words what it means. */
export function icon(name, size = 24) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    width: size,
    height: size,
    class: `icon icon_${name}`,
    "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** The badge behind a community's name. */
export function communityBadge() {
  const badge = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 16 16",
    width: 14,
    height: 14,
    class: "badge",
    role: "img",
    "aria-label": "Сообщество",
  };
  for (const [key, value] of Object.entries(attributes)) badge.setAttribute(key, value);
  const title = document.createElementNS(SVG, "title");
  title.textContent = "Сообщество";
  const disc = document.createElementNS(SVG, "path");
  disc.setAttribute(
    "d",
    "M8 .8l1.9 1.3 2.3.1.8 2.1 1.8 1.5L14.2 8l.6 2.2-1.8 1.5-.8 2.1-2.3.1L8 15.2l-1.9-1.3-2.3-.1-.8-2.1-1.8-1.5L1.8 8l-.6-2.2L3 4.3l.8-2.1 2.3-.1z",
  );
  const tick = document.createElementNS(SVG, "path");
  tick.setAttribute("d", "M4.8 8.2l2.2 2.2 4.2-4.3");
  badge.append(title, disc, tick);
  return badge;
}
