/** Building elements. Text only ever becomes text nodes: nothing that anybody wrote is read as HTML. */

/**
 * An element: `el("button.primary", { type: "button", onclick: act }, "Да")`.
 *
 * Properties that start with `on` are listeners, `null`, `undefined` and `false` are left out, the rest are attributes.
 */
export function el(description, properties = {}, ...children) {
  const [tag, ...classes] = description.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Gives an element these children in place of its own. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

/** Makes the children of an element exactly `nodes`, moving none that stands right already. */
export function arrange(element, nodes) {
  let next = element.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else element.insertBefore(node, next);
  }
  while (next) {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
}

/** `act` called once `wait` ms after the first of several calls. */
export function soon(act, wait) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      act();
    }, wait);
  };
}

function present(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false);
}
