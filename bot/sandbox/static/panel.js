// The right side: the tour, the people, and what went wrong.

import { avatar, colour, fill, h, icon } from "./dom.js";
import { personMenu } from "./menu.js";
import { on, state } from "./state.js";
import { instant } from "./times.js";
import { drawTour } from "./tour.js";

const TABS = [
  ["tour", "Tour"],
  ["people", "People"],
  ["log", "Log"],
];
let tab = sessionStorage.getItem("steward.tab") ?? "tour";
let seen = 0;
const content = h("div", { className: "panel-content", id: "panel-content", role: "tabpanel", tabIndex: 0 });

function choose(name, focus = false) {
  tab = name;
  sessionStorage.setItem("steward.tab", name);
  if (name === "log") seen = state.troubles.length;
  draw();
  if (focus) document.getElementById(`tab-${name}`)?.focus();
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = TABS.findIndex(([name]) => name === tab);
  choose(TABS[(at + step + TABS.length) % TABS.length][0], true);
}

function tabs() {
  const news = state.troubles.length > seen && tab !== "log";
  const one = ([name, label]) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${name}`,
        className: "tab",
        tabIndex: tab === name ? 0 : -1,
        aria: { selected: tab === name, controls: "panel-content" },
        onclick: () => choose(name),
      },
      label,
      name === "log" && news && h("span", { className: "dot", title: "Something went wrong" }),
      name === "people" && h("small", {}, state.members.length),
    );
  return h(
    "div",
    { className: "tabs", role: "tablist", aria: { label: "Tour, people and log" }, onkeydown: arrows },
    TABS.map(one),
  );
}

function member(each) {
  const name = h("span", { className: "member-name" }, each.name);
  if (each.color) name.style.setProperty("--role", colour(each.color));
  const open = (event) => {
    event.preventDefault();
    personMenu(
      each,
      event.type === "contextmenu" && event.clientX
        ? { x: event.clientX, y: event.clientY }
        : event.currentTarget,
    );
  };
  return h(
    "button",
    {
      type: "button",
      className: "member",
      data: { member: each.id },
      title: each.roles?.join(", "),
      aria: { haspopup: "menu" },
      onclick: open,
      oncontextmenu: open,
    },
    avatar(each.name, each.bot, true),
    name,
    each.bot && h("span", { className: "app-badge" }, "APP"),
    each.held &&
      h(
        "span",
        { className: "held", title: "Timed out" },
        icon("held"),
        h("span", { className: "hidden" }, "timed out"),
      ),
  );
}

function people() {
  const groups = new Map();
  for (const each of state.members) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  if (state.banned.length) groups.set("Banned", state.banned);
  return [...groups].map(([name, listed]) =>
    h("section", { className: "people" }, h("h3", {}, `${name} — ${listed.length}`), listed.map(member)),
  );
}

function trouble(each) {
  return h(
    "details",
    { className: "trouble" },
    h(
      "summary",
      {},
      h("strong", {}, each.what),
      h("small", {}, `${instant(each.at, "T")}, during ${each.during}`),
    ),
    h("pre", {}, each.detail),
  );
}

function log() {
  if (!state.troubles.length)
    return h("p", { className: "muted" }, "Nothing went wrong inside the bot so far.");
  return [
    h("p", { className: "muted" }, "What went wrong inside the bot, newest first."),
    ...[...state.troubles].reverse().map(trouble),
  ];
}

function draw() {
  const panel = document.getElementById("panel");
  if (!panel || !state.me) return;
  const drawn = { tour: drawTour, people, log }[tab]();
  fill(content, drawn);
  content.setAttribute("aria-labelledby", `tab-${tab}`);
  fill(panel, tabs(), content);
}

function drawKeepingFocus() {
  const held = document.activeElement;
  const inside = document.getElementById("panel")?.contains(held);
  const key = held?.dataset?.member ?? held?.id ?? held?.textContent;
  draw();
  if (!inside) return;
  const again = [...document.querySelectorAll("#panel button")].find(
    (each) => (each.dataset.member ?? each.id ?? each.textContent) === key || each.textContent === key,
  );
  again?.focus();
}

/** Start the right side. */
export function startPanel() {
  on(["tour", "members", "banned", "troubles", "me", "here", "channel"], drawKeepingFocus);
}
