// The guided tour. Which steps there are, and which are done, the server says.

import { h, icon } from "./dom.js";
import { markdown } from "./markdown.js";
import { look, restartTour } from "./net.js";
import { prefill } from "./composer.js";
import { here, state } from "./state.js";

/** Go where a step leads: change the persona, then the channel once it can be seen. */
export function go(target) {
  const persona = target.persona ?? here.persona;
  const find = () =>
    state.channels.find((each) =>
      target.channel === "@private" ? each.kind === "private" : each.name === target.channel,
    );
  document.body.classList.remove("panel-open", "drawer-open");
  if (persona !== here.persona) look(persona);
  const started = performance.now();
  const settle = () => {
    if (state.me?.key === persona && find()) look(persona, find().id);
    else if (performance.now() - started < 3000) setTimeout(settle, 30);
  };
  if (target.channel) settle();
}

function isThere(target) {
  if (target.persona && target.persona !== here.persona) return false;
  if (!target.channel) return true;
  return target.channel === "@private"
    ? state.channel?.kind === "private"
    : state.channel?.name === target.channel;
}

function goWords(target) {
  const name = state.personas.find((each) => each.key === target.persona)?.name;
  const place = target.channel === "@private" ? "private messages" : target.channel && `#${target.channel}`;
  if (target.persona && target.persona !== here.persona)
    return place ? `Be ${name} in ${place}` : `Be ${name}`;
  return `Go to ${place}`;
}

function step(each, index) {
  const { done } = state.tour;
  const kind = index < done ? "done" : index === done ? "now" : "later";
  const there = isThere(each.go);
  const leads = Object.keys(each.go).length > 0 && !there;
  const buttons = [
    leads &&
      h(
        "button",
        { type: "button", className: "button small primary", onclick: () => go(each.go) },
        icon("arrow"),
        goWords(each.go),
      ),
    each.paste &&
      there &&
      h(
        "button",
        { type: "button", className: "button small primary", onclick: () => prefill(each.paste) },
        "Put it in the message box",
      ),
  ].filter(Boolean);
  const inside =
    kind === "now" &&
    h(
      "div",
      { className: "step-body" },
      h("div", { className: "text" }, markdown(each.text)),
      each.paste && h("blockquote", { className: "paste" }, each.paste),
      buttons.length > 0 && h("div", { className: "row" }, buttons),
    );
  return h(
    "li",
    {
      className: `step ${kind}`,
      data: { step: each.id },
      aria: { current: kind === "now" ? "step" : undefined },
    },
    h(
      "span",
      { className: "step-mark", aria: { hidden: true } },
      kind === "done" ? icon("check") : String(index + 1),
    ),
    h(
      "div",
      { className: "step-text" },
      h("h3", {}, each.title, kind === "done" && h("span", { className: "hidden" }, " (done)")),
      inside,
    ),
  );
}

/** The tour as elements. */
export function drawTour() {
  const { steps, done } = state.tour;
  if (!steps.length) return h("p", { className: "muted" }, "There is no tour.");
  const bar = h("progress", { max: steps.length, value: done, aria: { label: "Steps done" } });
  return [
    h(
      "div",
      { className: "tour-head" },
      h(
        "p",
        {},
        done < steps.length
          ? `${done} of ${steps.length} steps done`
          : "That was the whole circle. Now try what you like.",
      ),
      bar,
    ),
    h("ol", { className: "steps" }, steps.map(step)),
    done > 0 &&
      h(
        "button",
        { type: "button", className: "button small secondary", onclick: () => restartTour() },
        "Begin the tour again",
      ),
  ];
}
