// A text field with suggestions: from a list, or asked from the bot while one types.

import { beside, fill, h } from "./dom.js";
import { narrowed } from "./lists.js";

const PAUSE = 180;

/**
 * Make one. With `choices` only what is listed can be chosen; with `ask` what was typed counts as well.
 * @param {object} how
 * @param {string} how.id
 * @param {string} how.label
 * @param {string} how.placeholder
 * @param {(() => import("./lists.js").Choice[]) | null} how.choices
 * @param {((typed: string) => Promise<import("./lists.js").Choice[]>) | null} how.ask
 */
export function combobox({ id, label, placeholder, choices, ask }) {
  let found = [];
  let place = -1;
  let chosen = null;
  let serial = 0;
  let timer = 0;
  const list = h("div", {
    id: `${id}-list`,
    role: "listbox",
    className: "options floating",
    hidden: true,
    aria: { label },
  });
  const input = h("input", {
    id,
    role: "combobox",
    autocomplete: "off",
    placeholder,
    aria: { autocomplete: "list", expanded: false, controls: `${id}-list` },
    oninput: () => {
      chosen = null;
      search();
    },
    onfocus: () => search(),
    onblur: () => {
      settle();
      close();
    },
    onkeydown: keys,
  });

  function settle() {
    // Who types a name in full and goes on means that entry.
    if (chosen || !choices || !input.value.trim()) return;
    const wanted = input.value.trim().toLowerCase().replace(/^[@#]/, "");
    chosen = choices().find((each) => each.label.toLowerCase().replace(/^[@#]/, "") === wanted) ?? null;
  }

  async function search() {
    const turn = (serial += 1);
    clearTimeout(timer);
    if (choices) {
      found = narrowed(choices(), chosen ? "" : input.value);
      draw();
      return;
    }
    timer = setTimeout(async () => {
      const answered = await ask(input.value);
      // A slow answer to an earlier letter must not replace the newest one.
      if (turn !== serial || document.activeElement !== input) return;
      found = answered;
      draw();
    }, PAUSE);
  }

  function draw() {
    list.hidden = !found.length;
    place = Math.min(place, found.length - 1);
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.setAttribute("aria-activedescendant", place >= 0 ? `${id}-${place}` : "");
    fill(
      list,
      found.map((each, index) =>
        h(
          "div",
          {
            id: `${id}-${index}`,
            role: "option",
            className: index === place ? "option active" : "option",
            aria: { selected: index === place },
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => pick(each),
          },
          h("span", { className: "option-label" }, each.label, each.note && h("small", {}, each.note)),
        ),
      ),
    );
    if (!list.hidden) beside(list, input);
    list.children[Math.max(0, place)]?.scrollIntoView({ block: "nearest" });
  }

  function pick(each) {
    chosen = each;
    input.value = each.label;
    close();
  }

  function close() {
    clearTimeout(timer);
    serial += 1;
    found = [];
    place = -1;
    draw();
  }

  function keys(event) {
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !open) search();
    else if (event.key === "ArrowDown") place = (place + 1) % found.length;
    else if (event.key === "ArrowUp" && open) place = (place - 1 + found.length) % found.length;
    else if (event.key === "Enter" && open && place >= 0) pick(found[place]);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!list.hidden) draw();
  }

  return {
    box: h("div", { className: "combobox" }, input, list),
    /** @returns {string | undefined} */
    value() {
      settle();
      if (chosen) return chosen.value;
      return input.value || undefined;
    },
  };
}
