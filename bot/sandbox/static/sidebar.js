// Who you are, and where you can go.

import { avatar, fill, h, icon } from "./dom.js";
import { calendar } from "./events.js";
import { act, look } from "./net.js";
import { here, on, state } from "./state.js";
import { occupants } from "./voice.js";

const ICONS = {
  text: "hash",
  private: "mail",
  forum: "forum",
  thread: "thread",
  voice: "voice",
  stage: "stage",
};
const PLAIN = ["text", "forum", "voice", "stage"];

function badge(count, label) {
  return (
    count > 0 &&
    h("span", { className: "badge", aria: { label: `${count} new ${label}` } }, count > 9 ? "9+" : count)
  );
}

function persona(each) {
  const me = each.key === here.persona;
  const label = `${each.name}, ${each.part}${each.inServer ? "" : ", not in the server"}`;
  return h(
    "button",
    {
      type: "button",
      role: "radio",
      tabIndex: me ? 0 : -1,
      className: `persona${me ? " me" : ""}${each.inServer ? "" : " away"}`,
      title: `${label}. ${each.about}.`,
      data: { persona: each.key },
      aria: {
        checked: me,
        label: `Be ${label}${each.unread ? `, ${each.unread} new private messages` : ""}`,
      },
      onclick: () => look(each.key),
    },
    h("span", { className: "persona-face" }, avatar(each.name), badge(each.unread, "private messages")),
    h("span", { className: "persona-name" }, each.name),
  );
}

function drawRail() {
  const rail = document.getElementById("rail");
  const held = rail.contains(document.activeElement);
  const group = h(
    "div",
    { role: "radiogroup", className: "personas", aria: { label: "Be somebody else" }, onkeydown: arrows },
    state.personas.map(persona),
  );
  fill(rail, h("div", { className: "rail-title" }, "You are"), group);
  if (held) rail.querySelector(".me")?.focus();
}

function arrows(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = state.personas;
  const at = all.findIndex((each) => each.key === here.persona);
  look(all[(at + step + all.length) % all.length].key);
}

function channel(each) {
  const open = state.channel?.id === each.id;
  const go = () => {
    look(here.persona, each.id);
    document.body.classList.remove("drawer-open");
  };
  return h(
    "button",
    {
      type: "button",
      className: `channel${open ? " open" : ""}${each.unread ? " news" : ""}${each.kind === "thread" ? " thread" : ""}`,
      data: { place: each.name },
      aria: {
        current: open ? "page" : undefined,
        label: `${each.kind === "private" ? "Private messages with" : "Channel"} ${each.name}${each.unread ? `, ${each.unread} new` : ""}`,
      },
      onclick: go,
    },
    icon(ICONS[each.kind] ?? "hash"),
    h("span", { className: "channel-name" }, each.name),
    badge(each.unread, "messages"),
  );
}

function group(title, listed) {
  if (!listed.length) return null;
  const threads = (parent) =>
    state.channels.filter((each) => each.kind === "thread" && each.parent === parent.id);
  return h(
    "section",
    { className: "group" },
    h("h3", {}, title),
    listed.flatMap((each) => [channel(each), occupants(each), ...threads(each).map(channel)]),
  );
}

function drawChannels() {
  if (!state.me) return;
  const side = document.getElementById("sidebar");
  const focused = document.activeElement?.closest?.(".channel")?.dataset.place;
  const plain = state.channels.filter((each) => PLAIN.includes(each.kind));
  const categories = state.channels.filter((each) => each.kind === "category");
  fill(
    side,
    h(
      "div",
      { className: "guild-name" },
      h("h1", {}, state.guild.name),
      h("small", {}, "A made-up Discord server"),
    ),
    h(
      "div",
      { className: "channels" },
      group(
        "Private messages",
        state.channels.filter((each) => each.kind === "private"),
      ),
      categories.map((each) =>
        group(
          each.name,
          plain.filter((one) => one.parent === each.id),
        ),
      ),
      group(
        "More",
        plain.filter((each) => !each.parent),
      ),
      calendar(),
    ),
    footer(),
  );
  if (focused) [...side.querySelectorAll(".channel")].find((each) => each.dataset.place === focused)?.focus();
}

function footer() {
  const { me } = state;
  const part = state.personas.find((each) => each.key === me.key)?.part ?? "";
  const status = me.banned ? "Banned" : me.heldUntil ? "Timed out" : me.inServer ? part : "Not in the server";
  return h(
    "div",
    { className: "whoami" },
    avatar(me.name),
    h("div", {}, h("strong", {}, me.name), h("small", {}, status)),
    !me.inServer &&
      !me.banned &&
      h("button", { type: "button", className: "button small primary", onclick: () => act("join") }, "Join"),
  );
}

/** Start drawing the left side. */
export function startSidebar() {
  on(["personas", "here"], drawRail);
  on(["channels", "channel", "me", "guild", "personas", "here", "events", "members"], drawChannels);
}
