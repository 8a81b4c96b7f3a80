// What staff can do by hand, in Discord's own interface and past the bot.

import { openMenu } from "./menu.js";
import { act } from "./net.js";
import { state } from "./state.js";

const HOUR = 3600;

/** Pin a message, or take it from the pins. */
export function pinEntry(message) {
  const on = message.pinned ? "no" : "yes";
  return [message.pinned ? "Unpin" : "Pin", () => act("pin", { message: message.id, on })];
}

function roleMenu(person, member, at) {
  openMenu(
    "Roles",
    [
      `Roles of ${person.name}`,
      ...state.roles
        .filter((each) => each.mine)
        .map((each) => {
          const worn = member.roles.includes(each.name);
          const run = () => act("role", { member: person.id, role: each.id, on: worn ? "no" : "yes" });
          return [`${worn ? "Take" : "Give"} @${each.name}`, run];
        }),
    ],
    at,
  );
}

function inVoice(person) {
  for (const each of state.channels)
    for (const one of each.inside ?? []) if (one.id === person.id) return { place: each, ...one };
  return null;
}

function voiceEntries(person, member) {
  const found = inVoice(person);
  if (!found || !state.me.rights.voice) return [];
  const floor = (on) => () => act("voice-floor", { member: person.id, on });
  const mute = (on) => () => act("voice-mute", { member: person.id, on });
  return [
    found.place.kind === "stage" && !found.speaks && ["Invite to speak", floor("yes")],
    found.place.kind === "stage" && found.speaks && ["Move to the audience", floor("no")],
    member.below && (found.muted ? ["Unmute in voice", mute("no")] : ["Mute in voice", mute("yes")]),
  ];
}

/** Entries of a person's menu for what the persona may do by hand to them. */
export function byHand(person, member, at) {
  const { rights } = state.me;
  const to = { member: person.id };
  const banned = state.banned.some((each) => each.id === person.id);
  const below = member?.below;
  const pause = () => act("timeout", { ...to, seconds: HOUR });
  const entries = [
    rights.roles && member && !member.bot && ["Roles…", () => roleMenu(person, member, at)],
    ...(member ? voiceEntries(person, member) : []),
    rights.timeout && below && !member.held && ["Time out for an hour", pause],
    rights.timeout && below && member.held && ["End the timeout", () => act("timeout", to)],
    rights.kick && below && ["Kick", () => act("kick", to), "danger"],
    rights.ban && below && ["Ban", () => act("ban", { ...to, on: "yes" }), "danger"],
    rights.ban && banned && ["Lift the ban", () => act("ban", { ...to, on: "no" })],
  ].filter(Boolean);
  return entries.length ? ["By hand, past the bot", ...entries] : [];
}
