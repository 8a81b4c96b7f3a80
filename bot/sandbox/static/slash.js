// Slash commands: a list while one types, then a form with one field for each option.

import { combobox } from "./combobox.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { optionChoices } from "./lists.js";
import { act, upload } from "./net.js";
import { state } from "./state.js";

/**
 * The list of commands over the message box.
 * @param {(command: any) => void} onchosen
 */
export function slashPicker(onchosen) {
  const box = h("div", {
    className: "picker",
    role: "listbox",
    id: "commands",
    hidden: true,
    aria: { label: "Commands" },
  });
  let found = [];
  let place = 0;

  function draw() {
    const write = document.getElementById("write");
    box.hidden = !found.length;
    write?.setAttribute("aria-expanded", String(!box.hidden));
    write?.setAttribute("aria-controls", "commands");
    write?.setAttribute("aria-activedescendant", box.hidden ? "" : `command-${place}`);
    fill(
      box,
      found.map((each, index) =>
        h(
          "div",
          {
            id: `command-${index}`,
            role: "option",
            className: index === place ? "option active" : "option",
            aria: { selected: index === place },
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => onchosen(each),
          },
          h(
            "span",
            { className: "option-label" },
            h("strong", {}, `/${each.path}`),
            h("span", { className: "muted" }, each.options.map((option) => ` ${option.name}`).join("")),
            h("small", {}, each.description),
          ),
        ),
      ),
    );
    box.children[place]?.scrollIntoView({ block: "nearest" });
  }

  return {
    box,
    /** @param {string | null} typed what stands after the slash; null closes the list */
    update(typed) {
      const wanted = typed?.trim().toLowerCase();
      found =
        wanted === undefined
          ? []
          : state.commands.slash.filter(
              (each) => each.path.startsWith(wanted) || (wanted.length > 1 && each.path.includes(wanted)),
            );
      place = 0;
      draw();
    },
    /** @returns {boolean} whether the key was for the list */
    keys(event) {
      if (box.hidden) return false;
      if (event.key === "ArrowDown") place = (place + 1) % found.length;
      else if (event.key === "ArrowUp") place = (place - 1 + found.length) % found.length;
      else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") onchosen(found[place]);
      else if (event.key === "Escape") found = [];
      else return false;
      event.preventDefault();
      draw();
      return true;
    },
  };
}

const HINTS = {
  3: "text",
  4: "whole number",
  5: "yes or no",
  6: "somebody",
  7: "a channel",
  8: "a role",
  9: "somebody or a role",
  10: "number",
  11: "a file",
};

function bounds(option) {
  const low = option.min_value ?? option.min_length;
  const high = option.max_value ?? option.max_length;
  if (low === undefined && high === undefined) return "";
  const unit = option.type === 3 ? " characters" : "";
  if (high === undefined) return `, at least ${low}${unit}`;
  return low === undefined ? `, at most ${high}${unit}` : `, ${low} to ${high}${unit}`;
}

/** One field; `read` gives its value, undefined when left empty. */
function field(option, command, values) {
  const id = `option-${option.name}`;
  const hint = `${HINTS[option.type] ?? ""}${bounds(option)}`;
  let control;
  let read;
  const listed = optionChoices(option);
  if (option.type === 11) {
    control = h("input", { type: "file", id });
    read = () => control.files[0];
  } else if (listed || option.autocomplete) {
    const ask = async (typed) => {
      const answer = await act("autocomplete", {
        command: command.path,
        option: option.name,
        value: typed,
        options: plain(values()),
      });
      return (answer.choices ?? []).map((each) => ({ value: String(each.value), label: each.name }));
    };
    const made = combobox({
      id,
      label: option.name,
      placeholder: hint,
      choices: listed ? () => optionChoices(option) : null,
      ask: listed ? null : ask,
    });
    control = made.box;
    read = () => (option.type === 5 && made.value() ? made.value() === "true" : made.value());
  } else {
    control = h("input", {
      id,
      placeholder: hint,
      inputMode: option.type === 3 ? "text" : "decimal",
      autocomplete: "off",
    });
    read = () => control.value || undefined;
  }
  const name = h(
    "label",
    { for: id },
    option.name,
    option.required
      ? h("span", { className: "needed", title: "needed" }, " *")
      : h("span", { className: "muted" }, " (optional)"),
  );
  const box = h("div", { className: "slash-field" }, name, control, h("small", {}, option.description));
  return { name: option.name, box, read };
}

/** Values that can be sent while the form is still being filled: no files. */
function plain(values) {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && !(value instanceof File)),
  );
}

/**
 * The form of a command.
 * @param {any} command
 * @param {() => void} onclose
 */
export function slashForm(command, onclose) {
  const values = () => Object.fromEntries(fields.map((each) => [each.name, each.read()]));
  const fields = command.options.map((option) => field(option, command, values));

  async function run(event) {
    event.preventDefault();
    const filled = values();
    const options = plain(filled);
    for (const [name, value] of Object.entries(filled))
      if (value instanceof File) {
        const tokens = await upload([value]);
        if (!tokens) return;
        [options[name]] = tokens;
      }
    const answer = await act("slash", { command: command.path, options });
    if (answer.ok) onclose();
  }

  const keys = (event) => {
    if (event.key === "Escape") onclose();
    if (event.key === "Escape") setTimeout(() => document.getElementById("write")?.focus());
  };
  const form = h(
    "form",
    {
      className: "slash-form",
      aria: { label: `/${command.path}` },
      onsubmit: run,
      onkeydown: keys,
      noValidate: true,
    },
    h(
      "div",
      { className: "slash-head" },
      h("strong", {}, `/${command.path}`),
      h("span", { className: "muted" }, command.description),
      iconButton("close", "Cancel", onclose),
    ),
    fields.length > 0 &&
      h(
        "div",
        { className: "slash-fields" },
        fields.map((each) => each.box),
      ),
    h("button", { className: "button primary" }, icon("send"), `Run /${command.path}`),
  );
  setTimeout(() => (form.querySelector("input") ?? form.querySelector(".button"))?.focus());
  return form;
}
