// Voice and stage channels: who is in them, and what one can do there.
// Nothing is heard; the page says who would hear it.

import { avatar, fill, h, icon } from "./dom.js";
import { personMenu } from "./menu.js";
import { act } from "./net.js";
import { nameOf, on, state } from "./state.js";
import { toast } from "./toast.js";

function marks(one, kind) {
  const mark = (name, words) => {
    const read = h("span", { className: "hidden" }, words);
    return h("span", { className: `mark ${name}`, title: words }, icon(name), read);
  };
  return [
    one.muted && mark("muted", "muted by a moderator"),
    one.speaks && !one.muted && mark("mic", "speaks"),
    one.hand && kind === "stage" && mark("hand", "asks to speak"),
  ];
}

/** The people in a voice channel, for the list of channels. */
export function occupants(channel) {
  if (!channel.inside?.length) return null;
  return h(
    "ul",
    { className: "occupants", aria: { label: `In ${channel.name}` } },
    channel.inside.map((one) => {
      const name = nameOf(one.id);
      const open = (event) => {
        event.preventDefault();
        personMenu({ id: one.id, name }, event.currentTarget);
      };
      return h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            className: "occupant",
            aria: { haspopup: "menu" },
            onclick: open,
            oncontextmenu: open,
          },
          avatar(name, false, true),
          h("span", { className: "channel-name" }, name),
          marks(one, channel.kind),
        ),
      );
    }),
  );
}

async function speak() {
  const answer = await act("voice-say");
  if (!answer.ok) return;
  const names = new Intl.ListFormat("en-GB").format(answer.heard);
  toast(answer.heard.length ? `You speak. ${names} can hear you.` : "You speak, but nobody else is here.");
}

function standing(channel, mine) {
  const stage = channel.kind === "stage";
  if (!mine) return stage ? "You are not at this stage." : "You are not in this channel.";
  if (stage && !mine.speaks && mine.hand) return "You are in the audience and ask to speak.";
  if (stage && !mine.speaks) return "You are in the audience: you can listen.";
  if (mine.muted) return "You are here, but muted by a moderator: nobody hears you.";
  return stage ? "You are on the stage: all can hear you." : "You are here: others can hear you.";
}

function buttons(channel, mine) {
  const button = (label, run, kind = "secondary") =>
    h("button", { type: "button", className: `button small ${kind}`, onclick: run }, label);
  if (!mine) return [button("Go in", () => act("voice-enter"), "primary")];
  const listens = channel.kind === "stage" && !mine.speaks;
  const down = () => act("voice-floor", { member: state.me.id, on: "no" });
  const ask = () => act("voice-hand", { on: mine.hand ? "no" : "yes" });
  return [
    button("Say something", speak, "primary"),
    listens && button(mine.hand ? "Lower hand" : "Raise hand", ask),
    channel.kind === "stage" && !listens && button("To the audience", down),
    button("Leave", () => act("voice-go")),
  ];
}

function draw() {
  const box = document.getElementById("voice");
  const channel = state.channel;
  box.hidden = !channel?.inside;
  if (box.hidden) return void fill(box);
  const held = document.activeElement;
  const label = box.contains(held) ? held.textContent : null;
  const mine = channel.inside.find((one) => one.id === state.me.id);
  fill(
    box,
    icon(channel.kind),
    h("p", { role: "status" }, standing(channel, mine)),
    h("div", { className: "voice-buttons" }, buttons(channel, mine)),
  );
  if (label !== null) {
    const all = [...box.querySelectorAll("button")];
    (all.find((each) => each.textContent === label) ?? all[0])?.focus();
  }
  return undefined;
}

/** Start drawing the line of a voice channel. */
export function startVoice() {
  on(["channel", "me"], draw);
}
