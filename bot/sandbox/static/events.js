// The calendar of the server: coming events, and a form for a new one.

import { chooser } from "./chooser.js";
import { add, h, icon, iconButton } from "./dom.js";
import { copy, openMenu } from "./menu.js";
import { act } from "./net.js";
import { nameOf, state } from "./state.js";
import { timestamp } from "./times.js";

const STARTS = [
  { value: "3600", label: "in an hour" },
  { value: "86400", label: "in a day" },
  { value: "604800", label: "in a week" },
];
const ELSEWHERE = "elsewhere";

function place(event) {
  const channel = state.channels.find((each) => each.id === event.channel);
  return channel ? `#${channel.name}` : event.place || "a voice channel";
}

function eventMenu(event, at) {
  openMenu(
    event.name,
    [
      `${event.name}, by ${nameOf(event.by)}`,
      ["Copy link", () => copy(`https://discord.com/events/${state.guild.id}/${event.id}`)],
      event.mayDelete && ["Cancel event", () => act("event-cancel", { event: event.id }), "danger"],
    ],
    at,
  );
}

function entry(event) {
  const open = (clicked) => {
    clicked.preventDefault();
    eventMenu(event, clicked.currentTarget);
  };
  return h(
    "button",
    {
      type: "button",
      className: "channel event",
      title: event.text,
      data: { place: event.id },
      aria: { haspopup: "menu" },
      onclick: open,
      oncontextmenu: open,
    },
    icon("calendar"),
    h(
      "span",
      { className: "channel-name" },
      event.name,
      h("small", {}, timestamp(event.at, "R"), ` in ${place(event)}`),
    ),
  );
}

/** The part of the list of channels that shows what is coming. */
export function calendar() {
  if (!state.me.inServer || (!state.events.length && !state.me.rights.plan)) return null;
  return h(
    "section",
    { className: "group" },
    h(
      "h3",
      { className: "group-head" },
      "Events",
      state.me.rights.plan && iconButton("plus", "New event", openForm),
    ),
    state.events.map(entry),
  );
}

function field(label, id, node, needed) {
  const star = needed && h("span", { className: "needed", title: "needed" }, " *");
  return h("div", { className: "form-field" }, h("label", { for: id }, label, star), node);
}

function pick(label, choices, chosen, onchosen) {
  const list = chooser({
    label,
    placeholder: "Choose",
    choices: () => choices,
    chosen: [chosen],
    onchosen: ([value]) => onchosen(value),
  });
  return h("div", { className: "form-field" }, h("span", { className: "label" }, label), list);
}

function openForm() {
  const rooms = state.channels.filter((each) => each.inside);
  const places = [
    ...rooms.map((each) => ({ value: each.id, label: `#${each.name}` })),
    { value: ELSEWHERE, label: "Somewhere else" },
  ];
  let [where, seconds] = [places[0].value, STARTS[1].value];
  const name = h("input", { id: "event-name", required: true, maxLength: 100 });
  const text = h("textarea", { id: "event-text", rows: 3, maxLength: 1000 });
  const outside = h("input", { id: "event-place", maxLength: 100, placeholder: "Where exactly?" });
  const outsideField = field("Place", "event-place", outside, true);
  outsideField.hidden = where !== ELSEWHERE;
  const took = (value) => {
    where = value;
    outsideField.hidden = where !== ELSEWHERE;
    outside.required = where === ELSEWHERE;
  };
  const send = async (event) => {
    event.preventDefault();
    const at = where === ELSEWHERE ? { place: outside.value } : { where };
    const answer = await act("event-plan", { name: name.value, text: text.value, seconds, ...at });
    if (answer.ok) dialog.close();
  };
  const back = document.activeElement;
  const dialog = h("dialog", {
    className: "form",
    aria: { label: "New event" },
    onclose: () => (dialog.remove(), back?.isConnected && back.focus()),
  });
  const head = h(
    "div",
    { className: "form-head" },
    h("h2", {}, "New event"),
    iconButton("close", "Close without sending", () => dialog.close()),
  );
  const body = h(
    "div",
    { className: "form-body" },
    field("Name", "event-name", name, true),
    field("What happens", "event-text", text, false),
    pick("Where", places, where, took),
    outsideField,
    pick("When", STARTS, seconds, (value) => (seconds = value)),
  );
  const buttons = h(
    "div",
    { className: "form-buttons" },
    h("button", { type: "button", className: "button secondary", onclick: () => dialog.close() }, "Cancel"),
    h("button", { className: "button primary" }, "Create"),
  );
  add(dialog, h("form", { onsubmit: send }, head, body, buttons));
  document.body.append(dialog);
  dialog.showModal();
  name.focus();
}
