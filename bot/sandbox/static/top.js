// The line above the messages: where one is, what time it is there, and the bot's switch.

import { fill, h, icon, iconButton } from "./dom.js";
import { act } from "./net.js";
import { clock, on, state } from "./state.js";
import { toast } from "./toast.js";

const ICONS = {
  text: "hash",
  private: "mail",
  forum: "forum",
  thread: "thread",
  voice: "voice",
  stage: "stage",
};
const JUMPS = [
  ["+1 h", "an hour", 3600],
  ["+1 day", "a day", 86_400],
  ["+1 month", "a month", 30 * 86_400],
];
const face = h("time", { className: "clock-face", id: "clock" });

function tick() {
  if (!clock.base) return;
  const now = clock.now();
  const words = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(now);
  if (face.textContent !== words) face.textContent = words;
  face.dateTime = new Date(now).toISOString();
}

async function jump(event, words, seconds) {
  const pressed = event.currentTarget;
  pressed.disabled = true;
  const answer = await act("clock", { seconds });
  pressed.disabled = false;
  pressed.focus();
  if (answer.ok) toast(`The clock was moved on by ${words}.`);
}

async function restart(event) {
  const pressed = event.currentTarget;
  pressed.disabled = true;
  const answer = await act("restart");
  pressed.disabled = false;
  if (answer.ok) toast("The bot was restarted. What it wrote down is still there.");
}

const bar = h(
  "div",
  { className: "clock", role: "group", aria: { label: "The clock of this Discord" } },
  icon("clock"),
  face,
  JUMPS.map(([name, words, seconds]) =>
    h(
      "button",
      {
        type: "button",
        className: "button small secondary",
        title: `Move the clock on by ${words}`,
        onclick: (event) => jump(event, words, seconds),
      },
      name,
    ),
  ),
);
const again = h(
  "button",
  {
    type: "button",
    className: "button small secondary restart",
    title: "Stop the bot and start it again",
    onclick: restart,
  },
  icon("restart"),
  h("span", {}, "Restart bot"),
);
const where = h("div", { className: "where" });
const wait = h("span", { className: "spinner", role: "status", aria: { label: "The bot is at work" } });

function drawWhere() {
  const { channel } = state;
  const kind = ICONS[channel?.kind] ?? "hash";
  fill(
    where,
    icon(kind),
    h("h2", {}, channel?.name ?? "Nowhere"),
    channel?.topic && h("span", { className: "topic" }, channel.topic),
  );
  document.title = channel
    ? `${channel.kind === "private" ? "@" : "#"}${channel.name} · Steward sandbox`
    : "Steward sandbox";
}

/** Start the top line. */
export function startTop() {
  const toggle = (name) => () => {
    const other = name === "drawer-open" ? "panel-open" : "drawer-open";
    document.body.classList.remove(other);
    document.body.classList.toggle(name);
  };
  fill(
    document.getElementById("top"),
    iconButton("menu", "Channels and people you can be", toggle("drawer-open"), "quiet narrow-only"),
    where,
    wait,
    bar,
    again,
    iconButton("panel", "Tour, people and log", toggle("panel-open"), "quiet panel-toggle"),
  );
  on(["channel"], drawWhere);
  on(["clock"], tick);
  setInterval(tick, 1000);
}
