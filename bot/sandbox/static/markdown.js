// Discord's Markdown as page elements. Rules are tried in order at each place; what none fits is plain text.

import { h } from "./dom.js";
import { nameOf, state } from "./state.js";
import { timestamp } from "./times.js";

/** @typedef {[RegExp, (found: RegExpMatchArray, inner: (text: string) => Node[]) => Node]} Rule */

const mention = (text, more = {}) => h("span", { className: "mention", ...more }, text);

const HERE = /^https:\/\/discord\.com\/channels\/(\d+)\/(\d+)(?:\/(\d+))?$/;

function link(url, children) {
  const [, guild, channel, message] = url.match(HERE) ?? [];
  // A link to a message of this server leads there within the page; Discord itself knows nothing of it.
  if (guild && guild === state.guild.id)
    return h(
      "button",
      { type: "button", className: "text-link", data: { channel, message: message ?? "" } },
      children,
    );
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children);
}

function spoiler(children) {
  const open = (event) => {
    event.currentTarget.classList.add("open");
    event.currentTarget.setAttribute("aria-expanded", "true");
  };
  return h(
    "button",
    {
      type: "button",
      className: "spoiler",
      aria: { label: "Hidden text, press to show", expanded: false },
      onclick: open,
    },
    h("span", {}, children),
  );
}

/** @type {Rule[]} */
const INLINE = [
  [/^\\([^\w\s])/, (found) => document.createTextNode(found[1])],
  [/^``(.+?)``|^`([^`\n]+)`/s, (found) => h("code", {}, found[1] ?? found[2])],
  [/^\*\*\*(.+?)\*\*\*/s, (found, inner) => h("strong", {}, h("em", {}, inner(found[1])))],
  [/^\*\*(.+?)\*\*(?!\*)/s, (found, inner) => h("strong", {}, inner(found[1]))],
  [/^__(.+?)__(?!_)/s, (found, inner) => h("u", {}, inner(found[1]))],
  [/^~~(.+?)~~/s, (found, inner) => h("s", {}, inner(found[1]))],
  [/^\|\|(.+?)\|\|/s, (found, inner) => spoiler(inner(found[1]))],
  [/^\*(?!\s)([^*]+?)\*/s, (found, inner) => h("em", {}, inner(found[1]))],
  [/^_(?!\s)([^_]+?)_(?!\w)/s, (found, inner) => h("em", {}, inner(found[1]))],
  [/^<@!?(\d+)>/, (found) => mention(`@${nameOf(found[1]) ?? "somebody"}`, { data: { member: found[1] } })],
  [/^<@&(\d+)>/, (found) => mention(`@${state.roles.find((each) => each.id === found[1])?.name ?? "role"}`)],
  [
    /^<#(\d+)>/,
    (found) =>
      mention(`#${state.channels.find((each) => each.id === found[1])?.name ?? "no access"}`, {
        data: { channel: found[1] },
      }),
  ],
  [/^<\/([^:>]+):\d+>/, (found) => mention(`/${found[1]}`)],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (found) => timestamp(Number(found[1]) * 1000, found[2] ?? "f")],
  [/^<a?:(\w+):\d+>/, (found) => document.createTextNode(`:${found[1]}:`)],
  [/^@(everyone|here)/, (found) => mention(`@${found[1]}`)],
  [/^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, (found, inner) => link(found[2], inner(found[1]))],
  [/^<(https?:\/\/[^\s>]+)>/, (found) => link(found[1], found[1])],
  [/^https?:\/\/[^\s<]*[^\s<.,:;"'!?)\]]/, (found) => link(found[0], found[0])],
];

const PLAIN = /^[^\\`*_~|<@[h]+|^[\s\S]/;
const DEEPEST = 8;

/** @param {string} text @returns {Node[]} */
function inline(text, depth = 0) {
  const nodes = [];
  let plain = "";
  for (let rest = text; rest;) {
    const rule = depth < DEEPEST && INLINE.find(([pattern]) => pattern.test(rest));
    const found = rule ? rest.match(rule[0]) : rest.match(PLAIN);
    if (rule) {
      if (plain) nodes.push(document.createTextNode(plain));
      plain = "";
      nodes.push(rule[1](found, (part) => inline(part, depth + 1)));
    } else plain += found[0];
    rest = rest.slice(found[0].length);
  }
  if (plain) nodes.push(document.createTextNode(plain));
  return nodes;
}

/** @type {[RegExp, (found: RegExpMatchArray) => Node][]} */
const BLOCKS = [
  [/^```(?:[\w+-]*\n)?([\s\S]+?)\n?```\n?/, (found) => h("pre", {}, h("code", {}, found[1]))],
  [/^>>> ([\s\S]+)/, (found) => h("blockquote", {}, markdown(found[1]))],
  [
    /^(?:> [^\n]*(?:\n|$))+/,
    (found) => h("blockquote", {}, markdown(found[0].replace(/^> /gm, "").replace(/\n$/, ""))),
  ],
  [
    /^(#{1,3}) ([^\n]+)\n?/,
    (found) =>
      h(
        "p",
        {
          className: `heading level-${found[1].length}`,
          role: "heading",
          aria: { level: found[1].length + 2 },
        },
        inline(found[2]),
      ),
  ],
  [/^-# ([^\n]+)\n?/, (found) => h("p", { className: "subtext" }, inline(found[1]))],
  [/^(?: *[-*] [^\n]+(?:\n|$))+/, (found) => h("ul", {}, items(found[0], /^ *[-*] /))],
  [/^(?: *\d+\. [^\n]+(?:\n|$))+/, (found) => h("ol", {}, items(found[0], /^ *\d+\. /))],
];

const items = (text, mark) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => h("li", {}, inline(line.replace(mark, ""))));

/**
 * Turn Markdown into elements.
 * @param {string} text
 * @returns {Node[]}
 */
export function markdown(text) {
  const nodes = [];
  let lines = "";
  const flush = () => {
    if (lines.replace(/\n/g, "")) nodes.push(h("p", {}, inline(lines.replace(/^\n|\n$/g, ""))));
    lines = "";
  };
  for (let rest = text ?? ""; rest;) {
    const block = BLOCKS.find(([pattern]) => pattern.test(rest));
    const found = block ? rest.match(block[0]) : rest.match(/^[^\n]*\n?/);
    if (block) {
      flush();
      nodes.push(block[1](found));
    } else lines += found[0];
    rest = rest.slice(found[0].length);
  }
  flush();
  return nodes;
}
