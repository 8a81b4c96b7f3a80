// Forms that a bot opens (Discord calls them modals).

import { chooser } from "./chooser.js";
import { add, h, iconButton } from "./dom.js";
import { selectChoices } from "./lists.js";
import { markdown } from "./markdown.js";
import { act, upload } from "./net.js";

const SELECTS = [3, 5, 6, 7, 8];

/** A control of the form; `read` gives its value, undefined when left empty. */
function control(raw, label) {
  const id = `form-${raw.custom_id}`;
  if (raw.type === 4) {
    const paragraph = raw.style === 2;
    const limits = { maxLength: raw.max_length ?? 4000, minLength: raw.min_length ?? 0 };
    const input = h(paragraph ? "textarea" : "input", {
      id,
      ...limits,
      required: raw.required !== false,
      placeholder: raw.placeholder ?? "",
      value: raw.value ?? "",
      rows: paragraph ? 4 : undefined,
    });
    return { node: input, read: () => input.value };
  }
  if (SELECTS.includes(raw.type)) return selectControl(raw, label);
  if (raw.type === 19) {
    const input = h("input", {
      type: "file",
      id,
      multiple: (raw.max_values ?? 1) > 1,
      required: raw.required !== false && (raw.min_values ?? 1) > 0,
    });
    return { node: input, read: () => (input.files.length ? upload(input.files) : undefined) };
  }
  if (raw.type === 23) {
    const input = h("input", { type: "checkbox", id, checked: Boolean(raw.default) });
    return { node: input, read: () => input.checked };
  }
  return boxes(raw, id);
}

function selectControl(raw, label) {
  let values = (raw.options ?? []).filter((each) => each.default).map((each) => each.value);
  const placeholder = raw.placeholder || "Choose";
  const node = chooser({
    label,
    placeholder,
    choices: () => selectChoices(raw),
    min: raw.min_values ?? 1,
    max: raw.max_values ?? 1,
    chosen: values,
    onchosen: (chosen) => (values = chosen),
  });
  return { node, read: () => (values.length ? values : undefined) };
}

function boxes(raw, id) {
  const single = raw.type === 21;
  const inputs = (raw.options ?? []).map((each) => {
    const input = h("input", {
      type: single ? "radio" : "checkbox",
      name: id,
      value: each.value,
      checked: Boolean(each.default),
    });
    return {
      input,
      node: h(
        "label",
        { className: "check" },
        input,
        each.label,
        each.description && h("small", {}, each.description),
      ),
    };
  });
  const read = () => {
    const chosen = inputs.filter((each) => each.input.checked).map((each) => each.input.value);
    if (single) return chosen[0];
    return chosen.length ? chosen : undefined;
  };
  return {
    node: h(
      "div",
      { id, role: single ? "radiogroup" : "group" },
      inputs.map((each) => each.node),
    ),
    read,
  };
}

function labelled(raw, controls) {
  if (raw.type === 10) return h("div", { className: "text" }, markdown(raw.content));
  if (raw.type === 1)
    return (raw.components ?? []).map((each) =>
      labelled({ type: 18, label: each.label, component: each }, controls),
    );
  const inner = raw.type === 18 ? raw.component : raw;
  const label = raw.label ?? inner.label ?? "";
  const made = control(inner, label);
  controls.push({ raw: inner, read: made.read });
  const needed = inner.required !== false && (inner.min_values ?? 1) > 0 && inner.type !== 23;
  return h(
    "div",
    { className: "form-field" },
    h(
      "label",
      { for: `form-${inner.custom_id}` },
      label,
      needed && h("span", { className: "needed", title: "needed" }, " *"),
    ),
    raw.description && h("small", {}, raw.description),
    made.node,
  );
}

/** Open a form. @param {{id: string, form: any}} modal */
export function openForm({ id, form }) {
  const controls = [];
  const back = document.activeElement;
  const fields = form.components.map((each) => labelled(each, controls));

  async function send(event) {
    event.preventDefault();
    const values = {};
    for (const each of controls) {
      const value = await each.read();
      if (value === null) return;
      if (value !== undefined) values[each.raw.custom_id] = { type: each.raw.type, value };
    }
    const answer = await act("modal", { modal: id, values });
    if (answer.ok) dialog.close();
  }

  const dialog = h("dialog", {
    className: "form",
    aria: { label: form.title },
    onclose: () => (dialog.remove(), back?.isConnected && back.focus()),
  });
  const head = h(
    "div",
    { className: "form-head" },
    h("h2", {}, form.title),
    iconButton("close", "Close without sending", () => dialog.close()),
  );
  const buttons = h(
    "div",
    { className: "form-buttons" },
    h("button", { type: "button", className: "button secondary", onclick: () => dialog.close() }, "Cancel"),
    h("button", { className: "button primary" }, "Submit"),
  );
  add(dialog, h("form", { onsubmit: send }, head, h("div", { className: "form-body" }, fields), buttons));
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".form-body input, .form-body textarea, .form-body button")?.focus();
}

/** Open forms as they come. */
export function startForms() {
  document.addEventListener("form", (event) => openForm(event.detail));
}
