// Buttons, select menus and Components V2 under and in messages.

import { chooser } from "./chooser.js";
import { colour, h } from "./dom.js";
import { address, attachment, picture } from "./embeds.js";
import { selectChoices } from "./lists.js";
import { markdown } from "./markdown.js";
import { act } from "./net.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "secondary" };

function button(raw, message) {
  const face = [
    raw.emoji?.name && h("span", { aria: { hidden: Boolean(raw.label) } }, raw.emoji.name),
    raw.label,
  ];
  if (raw.style === 5)
    return h(
      "a",
      { className: "button link", href: raw.url, target: "_blank", rel: "noopener noreferrer" },
      face,
    );
  const press = async (event) => {
    const pressed = event.currentTarget;
    pressed.classList.add("waiting");
    await act("click", { message: message.id, component: raw.custom_id, label: raw.label ?? "" });
    pressed.classList.remove("waiting");
  };
  return h(
    "button",
    {
      type: "button",
      className: `button ${STYLES[raw.style] ?? "secondary"}`,
      disabled: Boolean(raw.disabled),
      data: { component: raw.custom_id },
      onclick: press,
    },
    face,
  );
}

function menu(raw, message) {
  return chooser({
    label: raw.placeholder || "Choose",
    placeholder: raw.placeholder || "Choose",
    choices: () => selectChoices(raw),
    min: raw.min_values ?? 1,
    max: raw.max_values ?? 1,
    disabled: Boolean(raw.disabled),
    chosen: (raw.options ?? []).filter((each) => each.default).map((each) => each.value),
    onchosen: (values) =>
      act("select", { message: message.id, component: raw.custom_id, type: raw.type, values }),
  });
}

function container(raw, message) {
  const made = h("div", { className: "container" }, tree(raw.components, message));
  if (raw.accent_color !== null && raw.accent_color !== undefined)
    made.style.setProperty("--stripe", colour(raw.accent_color) || "#000");
  if (!raw.spoiler) return made;
  made.classList.add("veiled");
  const veil = h(
    "button",
    { type: "button", className: "veil", onclick: () => (made.classList.remove("veiled"), veil.remove()) },
    "Spoiler",
  );
  made.append(veil);
  return made;
}

function section(raw, message) {
  return h(
    "div",
    { className: "section" },
    h("div", {}, tree(raw.components, message)),
    h("div", { className: "accessory" }, one(raw.accessory, message)),
  );
}

function file(raw) {
  const url = raw.file?.url ?? "";
  const stored = { filename: raw.name ?? url.split("/").pop(), size: raw.size ?? 0, url, content_type: "" };
  return address(url) ? attachment(stored) : null;
}

const KINDS = {
  1: (raw, message) => h("div", { className: "row" }, tree(raw.components, message)),
  2: button,
  3: menu,
  5: menu,
  6: menu,
  7: menu,
  8: menu,
  9: section,
  10: (raw) => h("div", { className: "text" }, markdown(raw.content)),
  11: (raw) => picture(raw.media?.url, raw.description, "thumbnail"),
  12: (raw) =>
    h(
      "div",
      { className: "gallery" },
      raw.items.map((each) => picture(each.media?.url, each.description)),
    ),
  13: file,
  14: (raw) =>
    h("hr", { className: `${raw.divider === false ? "blank" : ""} ${raw.spacing === 2 ? "wide" : ""}` }),
  17: container,
};

function one(raw, message) {
  return raw && KINDS[raw.type] ? KINDS[raw.type](raw, message) : null;
}

/** All components of a message. */
export function tree(components, message) {
  return (components ?? []).map((each) => one(each, message));
}
