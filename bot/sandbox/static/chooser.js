// A list to choose from that opens over the page: for select menus in messages and forms.

import { beside, fill, h, icon } from "./dom.js";
import { narrowed } from "./lists.js";

let serial = 0;

/**
 * Make a button that opens a list.
 * @param {object} how
 * @param {string} how.label what is chosen, for those who can't see it
 * @param {string} how.placeholder
 * @param {() => import("./lists.js").Choice[]} how.choices
 * @param {number} [how.min]
 * @param {number} [how.max]
 * @param {string[]} [how.chosen]
 * @param {boolean} [how.disabled]
 * @param {(values: string[]) => void} how.onchosen
 */
export function chooser({
  label,
  placeholder,
  choices,
  min = 1,
  max = 1,
  chosen = [],
  disabled = false,
  onchosen,
}) {
  let values = [...chosen];
  const id = `list-${(serial += 1)}`;
  const face = h("span", { className: "chooser-face" });
  const button = h(
    "button",
    {
      type: "button",
      className: "chooser",
      disabled,
      aria: { haspopup: "listbox", expanded: false, label },
      onclick: () => toggle(),
    },
    face,
    icon("down"),
  );
  const box = h("div", { className: "chooser-box" }, button);
  let popup = null;

  function show() {
    const names = choices()
      .filter((each) => values.includes(each.value))
      .map((each) => each.label);
    fill(face, names.length ? names.join(", ") : placeholder);
    face.classList.toggle("empty", !names.length);
  }

  function toggle() {
    if (popup) close();
    else open();
  }

  function close(focus = true) {
    popup?.remove();
    popup = null;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", outside, true);
    if (focus) button.focus();
  }

  const outside = (event) => {
    if (!box.contains(event.target)) finish(false);
  };

  function finish(focus = true) {
    const enough = max > 1 && values.length >= min && values.join() !== chosen.join();
    close(focus);
    show();
    if (enough) onchosen(values);
  }

  function pick(value) {
    if (max === 1) {
      values = [value];
      close();
      show();
      onchosen(values);
      return;
    }
    values = values.includes(value)
      ? values.filter((each) => each !== value)
      : [...values, value].slice(0, max);
    draw();
  }

  let place = 0;
  let list = null;
  let filter = null;

  function draw() {
    const found = narrowed(choices(), filter.value);
    place = Math.max(0, Math.min(place, found.length - 1));
    fill(
      list,
      found.map((each, index) =>
        h(
          "div",
          {
            id: `${id}-${index}`,
            role: "option",
            className: index === place ? "option active" : "option",
            aria: { selected: values.includes(each.value) },
            onpointermove: () => index !== place && move(index),
            onclick: () => pick(each.value),
          },
          h("span", { className: "option-label" }, each.label, each.note && h("small", {}, each.note)),
          values.includes(each.value) && icon("check"),
        ),
      ),
      !found.length && h("div", { className: "option none" }, "Nothing fits"),
    );
    filter.setAttribute("aria-activedescendant", found.length ? `${id}-${place}` : "");
    list.children[place]?.scrollIntoView({ block: "nearest" });
    beside(popup, button);
    return found;
  }

  function move(to) {
    place = to;
    draw();
  }

  function keys(event) {
    const found = narrowed(choices(), filter.value);
    if (event.key === "ArrowDown") move((place + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") move((place - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter" && found[place]) pick(found[place].value);
    else if (event.key === "Escape") finish();
    else if (event.key === "Tab") return finish(false);
    else return undefined;
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  }

  function open() {
    place = 0;
    list = h("div", { id, role: "listbox", className: "options", aria: { label, multiselectable: max > 1 } });
    filter = h("input", {
      className: "filter",
      placeholder: "Type to find",
      role: "combobox",
      aria: { label: `Find in ${label}`, controls: id, expanded: true },
      onkeydown: keys,
      oninput: () => move(0),
    });
    const ready =
      max > 1 && h("button", { type: "button", className: "button small", onclick: () => finish() }, "Done");
    popup = h("div", { className: "popup" }, filter, list, ready);
    box.append(popup);
    button.setAttribute("aria-expanded", "true");
    draw();
    filter.focus();
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("scroll", outside, true);
  }

  show();
  return box;
}
