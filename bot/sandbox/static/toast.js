// Short messages that come and go.

import { h } from "./dom.js";

const STAY = { done: 3500, refused: 7000 };

/**
 * Say something for a few seconds.
 * @param {string} text
 * @param {"refused" | "done"} [kind]
 */
export function toast(text, kind = "done") {
  const box = document.getElementById("toasts");
  const made = h("div", { className: `toast ${kind}` }, text);
  made.append(
    h(
      "button",
      { type: "button", className: "toast-close", aria: { label: "Close" }, onclick: () => made.remove() },
      "×",
    ),
  );
  box?.append(made);
  while (box && box.children.length > 3) box.firstElementChild?.remove();
  setTimeout(() => made.remove(), STAY[kind]);
}
