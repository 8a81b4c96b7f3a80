// What can be chosen from: people, roles, channels, and the options a bot offers.

import { state } from "./state.js";

/** @typedef {{value: string, label: string, note?: string}} Choice */

const people = () => {
  const present = state.members.map((each) => ({
    value: each.id,
    label: each.name,
    note: each.bot ? "App" : each.group,
  }));
  const ids = new Set(present.map((each) => each.value));
  const gone = state.personas
    .filter((each) => !ids.has(each.id))
    .map((each) => ({ value: each.id, label: each.name, note: "Not in the server" }));
  return [...present, ...gone];
};
const roles = () =>
  state.roles.map((each) => ({ value: each.id, label: `@${each.name.replace(/^@/, "")}`, note: "Role" }));
const channels = (types) =>
  state.channels
    .filter((each) => each.kind !== "private" && (!types?.length || types.includes(NUMBER[each.kind])))
    .map((each) => ({
      value: each.id,
      label: `#${each.name}`,
      note: each.kind === "category" ? "Category" : "",
    }));
const NUMBER = { text: 0, voice: 2, category: 4, thread: 11, stage: 13, forum: 15 };

/** What an option of a slash command offers, or null when it is typed. @returns {Choice[] | null} */
export function optionChoices(option) {
  if (option.choices?.length)
    return option.choices.map((each) => ({ value: String(each.value), label: each.name }));
  if (option.type === 5)
    return [
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ];
  if (option.type === 6) return people();
  if (option.type === 7) return channels(option.channel_types);
  if (option.type === 8) return roles();
  if (option.type === 9) return [...people(), ...roles()];
  return null;
}

/** What a select menu offers. @returns {Choice[]} */
export function selectChoices(menu) {
  if (menu.type === 5) return people();
  if (menu.type === 6) return roles();
  if (menu.type === 7) return [...people(), ...roles()];
  if (menu.type === 8) return channels(menu.channel_types);
  return (menu.options ?? []).map((each) => ({
    value: each.value,
    label: `${each.emoji?.name ? `${each.emoji.name} ` : ""}${each.label}`,
    note: each.description ?? "",
  }));
}

/** Choices that contain what was typed, those that begin with it first. */
export function narrowed(choices, typed) {
  const wanted = typed.trim().toLowerCase().replace(/^[@#]/, "");
  const plain = (each) => each.label.toLowerCase().replace(/^[@#]/, "");
  const found = choices.filter((each) => plain(each).includes(wanted));
  return found
    .sort((a, b) => Number(plain(b).startsWith(wanted)) - Number(plain(a).startsWith(wanted)))
    .slice(0, 25);
}
