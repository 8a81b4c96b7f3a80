// One message.

import { tree } from "./components.js";
import { avatar, colour, h, icon, iconButton } from "./dom.js";
import { attachment, embed } from "./embeds.js";
import { markdown } from "./markdown.js";
import { messageMenu, personMenu } from "./menu.js";
import { act } from "./net.js";
import { written } from "./times.js";

function author(message) {
  const name = h(
    "button",
    {
      type: "button",
      className: "author",
      onclick: (event) => personMenu(message.author, event.currentTarget),
    },
    message.author.name,
  );
  if (message.author.color) name.style.setProperty("--role", colour(message.author.color));
  return [name, message.author.bot && h("span", { className: "app-badge" }, "APP")];
}

function stamp(message) {
  return h("time", { className: "at", data: { at: message.at, style: "written" } }, written(message.at));
}

function above(message) {
  if (message.used)
    return h(
      "div",
      { className: "above" },
      icon("thread"),
      h("strong", {}, message.used.by),
      " used ",
      h("span", { className: "mention" }, message.used.name),
    );
  if (!message.reply) return null;
  if (message.reply.gone)
    return h("div", { className: "above" }, icon("reply"), h("em", {}, "The original message was deleted"));
  return h(
    "div",
    { className: "above" },
    icon("reply"),
    h("strong", {}, message.reply.author.name),
    h("span", { className: "above-text" }, message.reply.text),
  );
}

function forwarded(snapshot) {
  return h(
    "div",
    { className: "forwarded" },
    h("div", { className: "above" }, icon("arrow"), "Forwarded"),
    markdown(snapshot.content),
    snapshot.embeds.map(embed),
    snapshot.attachments.map(attachment),
  );
}

function reaction(each, message) {
  const turn = () => act("react", { message: message.id, emoji: each.emoji, on: each.me ? "no" : "yes" });
  return h(
    "button",
    {
      type: "button",
      className: "reaction",
      aria: { pressed: each.me, label: `${each.emoji} ${each.count}` },
      onclick: turn,
    },
    each.emoji,
    " ",
    each.count,
  );
}

function onlyYou(message) {
  return h(
    "div",
    { className: "only-you" },
    icon("eye"),
    "Only you can see this • ",
    h(
      "button",
      { type: "button", className: "text-link", onclick: () => act("dismiss", { message: message.id }) },
      "Dismiss message",
    ),
  );
}

function body(message) {
  if (message.thinking)
    return h(
      "div",
      { className: "thinking" },
      h("span", { className: "dots", aria: { hidden: true } }),
      `${message.author.name} is thinking…`,
    );
  const words = h("div", { className: "text" }, markdown(message.text));
  if (message.edited && message.text)
    (words.lastElementChild?.tagName === "P" ? words.lastElementChild : words).append(
      h("small", { className: "edited" }, " (edited)"),
    );
  return h(
    "div",
    { className: "body" },
    words,
    message.forwarded.map(forwarded),
    message.files.length > 0 && h("div", { className: "files" }, message.files.map(attachment)),
    message.embeds.map(embed),
    tree(message.components, message),
    message.reactions.length > 0 &&
      h(
        "div",
        { className: "reactions" },
        message.reactions.map((each) => reaction(each, message)),
      ),
  );
}

/**
 * Draw a message.
 * @param {any} message
 * @param {boolean} follows whether the same person wrote the one before, so that the name needn't stand again
 */
export function messageRow(message, follows) {
  const open = (event, at) => {
    event.preventDefault();
    messageMenu(message, at ?? { x: event.clientX, y: event.clientY });
  };
  const more = iconButton(
    "more",
    `More for the message by ${message.author.name}`,
    (event) => open(event, event.currentTarget),
    "quiet more",
  );
  const row = h(
    "article",
    {
      className: `message${follows ? " follows" : ""}${message.mentionsMe ? " for-me" : ""}${message.onlyYou ? " ephemeral" : ""}`,
      tabIndex: -1,
      data: { id: message.id },
      aria: { label: `${message.author.name}, ${written(message.at)}` },
      oncontextmenu: (event) =>
        event.target.closest("a, input, .popup") ? undefined : open(event, event.clientX ? undefined : row),
    },
    !follows && above(message),
    !follows && avatar(message.author.name, message.author.bot),
    !follows && h("div", { className: "head" }, author(message), stamp(message)),
    body(message),
    message.onlyYou && onlyYou(message),
    message.pinned && h("div", { className: "pinned" }, icon("pin"), "Pinned"),
    h("div", { className: "tools" }, more),
  );
  return row;
}
