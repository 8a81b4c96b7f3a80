// The list of messages: drawn message by message, so that what did not change keeps its focus and state.

import { fill, h, icon } from "./dom.js";
import { messageRow } from "./message.js";
import { act } from "./net.js";
import { here, messages, on, shown, state } from "./state.js";
import { forumPosts } from "./forum.js";

const TOGETHER = 7 * 60_000;
/** @type {Map<string, {version: symbol, follows: boolean, row: HTMLElement}>} */
const rows = new Map();
const VOICE_CHAT = "What is written here stands beside what is said.";
let drawnChannel = "";

const log = () => document.getElementById("log");

function follows(message, before) {
  if (!before || message.used || message.reply) return false;
  return (
    before.author.id === message.author.id &&
    message.at - before.at < TOGETHER &&
    before.onlyYou === message.onlyYou
  );
}

function row(message, before) {
  const close = follows(message, before);
  const kept = rows.get(message.id);
  if (kept && kept.version === message.fresh && kept.follows === close) return kept.row;
  const made = messageRow(message, close);
  rows.set(message.id, { version: message.fresh, follows: close, row: made });
  return made;
}

function dayLine(message, before) {
  const day = (each) => new Date(each.at).toDateString();
  if (before && day(before) === day(message)) return null;
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(message.at);
  return h("div", { className: "day", role: "separator" }, h("span", {}, words));
}

function welcome(channel) {
  if (channel.kind === "private")
    return [
      h(
        "div",
        { className: "welcome" },
        h("h2", {}, channel.name),
        h("p", {}, `This is where ${channel.name} and ${state.me.name} talk in private.`),
      ),
      !state.me.inServer && outside(),
    ];
  const kind = ["thread", "voice", "stage"].includes(channel.kind) ? channel.kind : "hash";
  return h(
    "div",
    { className: "welcome" },
    h("span", { className: "welcome-icon" }, icon(kind)),
    h("h2", {}, channel.kind === "thread" ? channel.name : `Welcome to #${channel.name}`),
    h("p", {}, channel.topic || (channel.inside ? VOICE_CHAT : "This is the beginning of the conversation.")),
  );
}

function outside() {
  const banned = state.me.banned;
  return h(
    "div",
    { className: "welcome" },
    h("h2", {}, banned ? "You are banned from this server" : "You can't see this channel"),
    h(
      "p",
      {},
      banned
        ? "Private messages with the bot still work."
        : state.me.inServer
          ? "Choose one from the list."
          : `You are not in ${state.guild.name} at the moment.`,
    ),
    !state.me.inServer &&
      !banned &&
      h(
        "button",
        { type: "button", className: "button primary", onclick: () => act("join") },
        `Join ${state.guild.name}`,
      ),
  );
}

function draw() {
  const box = log();
  if (!box || !state.me) return;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  const same = drawnChannel === `${here.persona}:${shown.channel}`;
  if (!same) rows.clear();
  const channel = state.channel;
  if (!channel) fill(box, outside());
  else if (channel.kind === "forum") fill(box, forumPosts(channel));
  else place(box, channel);
  for (const id of [...rows.keys()]) if (!messages.has(id)) rows.delete(id);
  if (!same || atEnd) box.scrollTop = box.scrollHeight;
  drawnChannel = `${here.persona}:${shown.channel}`;
}

/** Put the wanted children in place while moving as few as possible, or focus would be lost. */
function place(box, channel) {
  const wanted = [welcome(channel)].flat().filter(Boolean);
  let before = null;
  for (const id of shown.order) {
    const message = messages.get(id);
    if (!message) continue;
    const line = dayLine(message, before);
    if (line) wanted.push(line);
    wanted.push(row(message, line ? null : before));
    before = message;
  }
  const keep = new Set(wanted);
  for (const each of [...box.children]) if (!keep.has(each)) each.remove();
  wanted.forEach((each, index) => {
    if (box.children[index] !== each) box.insertBefore(each, box.children[index] ?? null);
  });
}

function arrows(event) {
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || event.target.closest("input, textarea, .popup"))
    return;
  const all = [...log().querySelectorAll(".message")];
  const at = all.indexOf(event.target.closest(".message"));
  const next = event.key === "ArrowUp" ? all[at < 0 ? all.length - 1 : at - 1] : all[at + 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function follow(event) {
  const channel = event.target.closest?.("[data-channel]");
  if (channel) document.dispatchEvent(new CustomEvent("go", { detail: { ...channel.dataset } }));
}

/** Start drawing messages. */
export function startLog() {
  on(["messages", "channel", "me", "names", "roles", "channels", "members"], draw);
  log()?.addEventListener("keydown", arrows);
  log()?.addEventListener("click", follow);
  // Pictures make a message grow after it was drawn.
  log()?.addEventListener(
    "load",
    () => {
      const box = log();
      if (box && box.scrollHeight - box.scrollTop - box.clientHeight < 500) box.scrollTop = box.scrollHeight;
    },
    true,
  );
}
