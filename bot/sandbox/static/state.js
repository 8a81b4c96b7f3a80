// What the server last said, and who wants to hear of which part.

/** @type {Record<string, any>} */
export const state = {
  me: null,
  personas: [],
  channels: [],
  channel: null,
  members: [],
  roles: [],
  banned: [],
  events: [],
  names: {},
  commands: { slash: [], message: [], user: [] },
  troubles: [],
  tour: { steps: [], done: 0 },
  guild: { name: "" },
  clock: 0,
};

/** @type {Map<string, any>} Messages of the open channel by id. */
export const messages = new Map();
/** @type {{channel: string, order: string[]}} */
export const shown = { channel: "", order: [] };

/** What only this page knows. */
export const here = { persona: "", channel: "", reply: null, editing: null };

/** @type {{parts: string[], run: (changed: Set<string>) => void}[]} */
const listeners = [];

/**
 * Call `run` whenever one of these parts changes.
 * @param {string[]} parts
 * @param {(changed: Set<string>) => void} run
 */
export function on(parts, run) {
  listeners.push({ parts, run });
}

/** Tell everybody who listens that parts of the page changed. */
export function changed(...parts) {
  const set = new Set(parts);
  for (const each of listeners) if (each.parts.some((part) => set.has(part))) each.run(set);
}

/** Take in news from the server. */
export function take(news) {
  const parts = Object.keys(news);
  for (const part of parts) if (part !== "messages") state[part] = news[part];
  if (news.clock !== undefined) clock.took(news.clock);
  if (news.messages) takeMessages(news.messages);
  changed(...parts);
}

function takeMessages(listed) {
  if (listed.channel !== shown.channel) messages.clear();
  shown.channel = listed.channel;
  shown.order = listed.order;
  for (const each of listed.changed) messages.set(each.id, { ...each, fresh: Symbol("version") });
  const kept = new Set(listed.order);
  for (const id of [...messages.keys()]) if (!kept.has(id)) messages.delete(id);
}

/** The virtual clock: what the server said, plus the time since then. */
export const clock = {
  base: 0,
  at: 0,
  took(now) {
    this.base = now;
    this.at = performance.now();
  },
  /** @returns {number} milliseconds since 1970 */
  now() {
    return this.base + (performance.now() - this.at);
  },
};

/** Somebody's name by id, as the members of this server know it. */
export function nameOf(id) {
  const member = state.members.find((each) => each.id === id);
  return member ? member.name : state.names[id];
}
