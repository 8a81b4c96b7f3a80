// Building page elements. Text only ever enters as text nodes, so nothing a member writes can become markup.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Make an element. `on…` become listeners, `data` and `aria` become attributes, the rest properties.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "aria") for (const [key, each] of Object.entries(value)) setAria(made, key, each);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "role" || name === "for" || name === "list") made.setAttribute(name, value);
    else made[name] = value;
  }
  add(made, ...children);
  return made;
}

function setAria(element, key, value) {
  if (value !== undefined && value !== null) element.setAttribute(`aria-${key}`, String(value));
}

/** Append children, leaving out what is empty. */
export function add(parent, ...children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

/** Put new children in place of the old ones. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return add(parent, ...children);
}

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3.500 15h16",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  forum: "M4 5h16v10h-9l-4 4v-4H4z",
  thread: "M6 4v10a4 4 0 0 0 4 4h8M14 14l4 4-4 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  panel: "M4 5h16v14H4zM14 5v14",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
  restart: "M19 12a7 7 0 1 1-2.100-5M19 4v4h-4",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  reply: "M10 7 4 12l6 5v-3c5 0 8 1 10 4 0-6-4-9-10-9z",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 5l-5 15-3-6z",
  close: "M6 6l12 12M18 6 6 18",
  eye: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6-10-6-10-6zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  check: "M5 12l5 5L19 7",
  down: "M6 9l6 6 6-6",
  arrow: "M5 12h14M13 6l6 6-6 6",
  voice: "M4 10v4h3l5 4V6l-5 4zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
  stage: "M12 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.500 14a6 6 0 1 1 9 0M9 20l1-6h4l1 6z",
  mic: "M9 5a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21",
  muted: "M9 6a3 3 0 0 1 6-1v6M15 13a3 3 0 0 1-6-2V9M5.500 11a6.500 6.500 0 0 0 11 4.500M12 17.500V21M4 4l16 16",
  hand: "M7 12V6.500a1.500 1.500 0 0 1 3 0V11 5a1.500 1.500 0 0 1 3 0v6-5a1.500 1.500 0 0 1 3 0v8c0 4-2 6-5 6-4 0-5-3-7-7 1-1 2-1 3 0z",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  held: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.500 6.500l11 11",
};

/**
 * Draw a small line picture.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}

/** A round picture with somebody's first letter, in a colour that stays theirs. */
export function avatar(name, bot = false, small = false) {
  const tone = bot ? "bot" : String([...String(name)].reduce((sum, each) => sum + each.charCodeAt(0), 0) % 7);
  const kind = `avatar tone-${tone}${small ? " small" : ""}`;
  return h("span", { className: kind, aria: { hidden: true } }, String(name).slice(0, 1).toUpperCase());
}

/** A button with a picture and a name for those who can't see it. */
export function iconButton(name, label, onclick, className = "quiet") {
  return h(
    "button",
    { type: "button", className: `icon-button ${className}`, title: label, aria: { label }, onclick },
    icon(name),
  );
}

/** Discord's role colour as CSS, or nothing for "no colour". */
export function colour(number) {
  return number ? `#${number.toString(16).padStart(6, "0")}` : "";
}

/**
 * Put a list that is open beside what it belongs to, above or below, wherever there is room.
 * @param {HTMLElement} popup positioned as `fixed`, so that no scrolling box can cut it off
 * @param {HTMLElement} anchor
 */
export function beside(popup, anchor) {
  const from = anchor.getBoundingClientRect();
  const height = popup.offsetHeight;
  const below = innerHeight - from.bottom - 8;
  const top = below >= height || below >= from.top ? from.bottom + 4 : from.top - height - 4;
  popup.style.left = `${Math.max(8, Math.min(from.left, innerWidth - from.width - 8))}px`;
  popup.style.top = `${Math.max(8, top)}px`;
  popup.style.width = `${from.width}px`;
}
