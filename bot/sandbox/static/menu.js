// The menu behind a right click, the "…" button, or the menu key.

import { h } from "./dom.js";
import { byHand, pinEntry } from "./hand.js";
import { act, look } from "./net.js";
import { changed, here, state } from "./state.js";
import { toast } from "./toast.js";

/** @type {HTMLElement | null} */
let open = null;
/** @type {HTMLElement | null} */
let back = null;

function close() {
  open?.remove();
  open = null;
  document.removeEventListener("pointerdown", outside, true);
  if (back?.isConnected) back.focus();
}

function outside(event) {
  if (open && !open.contains(event.target)) close();
}

function keys(event) {
  const entries = [...open.querySelectorAll("[role=menuitem]")];
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to !== undefined) entries[(to + entries.length) % entries.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Open a menu.
 * @param {string} label
 * @param {([string, () => void, string?] | string | false)[]} entries name, what to do, "danger"; or a heading
 * @param {HTMLElement | {x: number, y: number}} at
 */
export function openMenu(label, entries, at) {
  close();
  back = document.activeElement;
  const made = entries.filter(Boolean).map((each) => {
    if (typeof each === "string") return h("div", { className: "menu-heading", role: "presentation" }, each);
    const run = () => {
      close();
      each[1]();
    };
    return h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabIndex: -1,
        className: `menu-item ${each[2] ?? ""}`,
        onclick: run,
      },
      each[0],
    );
  });
  open = h("div", { className: "menu", role: "menu", aria: { label }, onkeydown: keys }, made);
  document.body.append(open);
  const from = at instanceof HTMLElement ? at.getBoundingClientRect() : { left: at.x, bottom: at.y };
  const { width, height } = open.getBoundingClientRect();
  open.style.left = `${Math.max(8, Math.min(from.left, innerWidth - width - 8))}px`;
  open.style.top = `${Math.max(8, Math.min(from.bottom, innerHeight - height - 8))}px`;
  document.addEventListener("pointerdown", outside, true);
  open.querySelector("[role=menuitem]")?.focus();
}

/** Put text on the clipboard, or show it where that is not allowed. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast(text);
  }
}

/** The menu of a message. */
export function messageMenu(message, at) {
  const apps = message.onlyYou ? [] : state.commands.message;
  const may = (part) => Boolean(state.channel?.[part]);
  const targets = state.channels.filter(
    (each) => each.kind === "text" && each.maySend && each.id !== message.channel,
  );
  openMenu(
    "Message",
    [
      apps.length > 0 && "Apps",
      ...apps.map((name) => [name, () => act("menu", { command: name, message: message.id })]),
      "Message",
      !message.onlyYou && may("maySend") && ["Reply", () => compose({ reply: message, editing: null })],
      message.mine && !message.onlyYou && ["Edit", () => compose({ editing: message, reply: null })],
      !message.onlyYou &&
        targets.length > 0 &&
        state.me.inServer && ["Forward…", () => forwardMenu(message, targets, at)],
      !message.onlyYou && may("mayDelete") && pinEntry(message),
      ["Copy text", () => copy(message.text)],
      state.channel?.kind !== "private" && [
        "Copy link",
        () => copy(`https://discord.com/channels/${state.guild.id}/${message.channel}/${message.id}`),
      ],
      message.onlyYou && ["Dismiss message", () => act("dismiss", { message: message.id })],
      !message.onlyYou &&
        (message.mine || may("mayDelete")) && [
          "Delete",
          () => act("delete", { message: message.id }),
          "danger",
        ],
    ],
    at,
  );
}

function compose(change) {
  Object.assign(here, change);
  changed("here");
  document.getElementById("write")?.focus();
}

function forwardMenu(message, targets, at) {
  openMenu(
    "Forward to",
    [
      "Forward to",
      ...targets.map((each) => [`#${each.name}`, () => act("forward", { message: message.id, to: each.id })]),
    ],
    at,
  );
}

/** The menu of a person. */
export function personMenu(person, at) {
  const persona = state.personas.find((each) => each.id === person.id);
  const member = state.members.find((each) => each.id === person.id);
  const apps = member ? state.commands.user : [];
  openMenu(
    person.name,
    [
      person.name,
      ...apps.map((name) => [name, () => act("menu", { command: name, member: person.id })]),
      persona && persona.key !== here.persona && [`Be ${person.name}`, () => look(persona.key)],
      ["Copy id", () => copy(person.id)],
      ...byHand(person, member, at),
      persona?.key === here.persona && member && ["Leave the server", () => act("leave"), "danger"],
    ],
    at,
  );
}
