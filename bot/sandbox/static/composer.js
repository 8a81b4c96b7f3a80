// Where messages are written: text, files, a reply or an edit above, and the way into slash commands.

import { fill, h, icon, iconButton } from "./dom.js";
import { act, upload } from "./net.js";
import { slashForm, slashPicker } from "./slash.js";
import { here, on, state } from "./state.js";
import { timestamp } from "./times.js";

/** @type {File[]} */
let files = [];
/** @type {any} The slash command whose options are being filled in. */
let command = null;
let place = "";
const picker = slashPicker((chosen) => begin(chosen));
const write = h("textarea", {
  id: "write",
  rows: 1,
  maxLength: 2000,
  aria: { label: "Message", autocomplete: "list" },
  oninput: typed,
  onkeydown: keys,
});
const choose = h("input", {
  type: "file",
  multiple: true,
  hidden: true,
  aria: { label: "Files to attach" },
  onchange: () => attach(choose.files),
});

function attach(chosen) {
  files = [...files, ...chosen].slice(0, 10);
  choose.value = "";
  draw();
  write.focus();
}

function grow() {
  write.style.height = "auto";
  write.style.height = `${Math.min(write.scrollHeight, 200)}px`;
}

function typed() {
  grow();
  picker.update(write.value.startsWith("/") ? write.value.slice(1) : null);
}

function begin(chosen) {
  picker.update(null);
  write.value = "";
  command = chosen;
  grow();
  draw();
}

/** Put text into the message box; the tour does so. */
export function prefill(text) {
  command = null;
  draw();
  write.value = text;
  typed();
  write.focus();
}

function keys(event) {
  if (picker.keys(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && (here.reply || here.editing)) cancel();
  else if (event.key === "ArrowUp" && !write.value) editLast(event);
}

function editLast(event) {
  const mine = [...document.querySelectorAll(".message")].reverse().map((each) => each.dataset.id);
  document.dispatchEvent(new CustomEvent("edit-last", { detail: mine }));
  event.preventDefault();
}

function cancel() {
  if (here.editing) write.value = "";
  here.reply = here.editing = null;
  draw();
  write.focus();
}

async function send() {
  const text = write.value;
  if (here.editing) {
    if ((await act("edit", { message: here.editing.id, text })).ok) cancel();
    return;
  }
  if (!text.trim() && !files.length) return;
  const tokens = files.length ? await upload(files) : [];
  if (tokens === null) return;
  const reply = here.reply?.id;
  // Cleared before the answer comes, so that the next message can be begun at once.
  write.value = "";
  const sent = files;
  files = [];
  here.reply = null;
  draw();
  const answer = await act("send", { text, files: tokens, ...(reply ? { reply } : {}) });
  if (!answer.ok && !write.value) {
    write.value = text;
    files = sent;
    draw();
  }
}

function aboveBar() {
  const about = here.editing ?? here.reply;
  if (!about) return null;
  const words = here.editing ? "Editing your message" : `Replying to ${about.author.name}`;
  return h(
    "div",
    { className: "above-bar" },
    icon(here.editing ? "thread" : "reply"),
    words,
    iconButton("close", "Cancel", cancel),
  );
}

function chips() {
  if (!files.length) return null;
  const drop = (file) => {
    files = files.filter((each) => each !== file);
    draw();
  };
  return h(
    "div",
    { className: "chips" },
    files.map((file) =>
      h(
        "span",
        { className: "chip" },
        icon("file"),
        file.name,
        iconButton("close", `Remove ${file.name}`, () => drop(file)),
      ),
    ),
  );
}

function closed() {
  const { channel, me } = state;
  if (!channel || channel.kind === "forum" || channel.kind === "category") return h("div", {});
  if (me.heldUntil && channel.kind !== "private")
    return h(
      "div",
      { className: "no-entry", role: "note" },
      icon("held"),
      h("span", {}, "You are timed out. It ends ", timestamp(me.heldUntil, "R"), "."),
    );
  if (!channel.maySend)
    return h(
      "div",
      { className: "no-entry", role: "note" },
      icon("held"),
      "You don't have the permission to write here.",
    );
  return null;
}

function draw() {
  const box = document.getElementById("writing");
  if (!box || !state.me) return;
  const now = `${here.persona}:${state.channel?.id}`;
  if (now !== place) [files, command, place] = [[], null, now];
  const held = document.activeElement === write;
  const shut = closed();
  if (shut) return void fill(box, shut);
  const where = state.channel.kind === "private" ? `@${state.channel.name}` : `#${state.channel.name}`;
  write.placeholder = `Message ${where} as ${state.me.name}   ( / for commands )`;
  if (command) {
    fill(
      box,
      slashForm(command, () => begin(null)),
    );
    return undefined;
  }
  fill(
    box,
    picker.box,
    aboveBar(),
    chips(),
    h(
      "div",
      { className: "write-row" },
      iconButton("plus", "Attach a file", () => choose.click()),
      choose,
      write,
      iconButton("send", "Send", send),
    ),
  );
  grow();
  if (held) write.focus();
  return undefined;
}

function drawUnlessFilling(parts) {
  // A form that is being filled in must not be drawn anew when something happens elsewhere.
  if (command && place === `${here.persona}:${state.channel?.id}` && !parts.has("here")) return;
  draw();
  if (parts.has("here") && here.editing && write.dataset.editing !== here.editing.id) {
    write.value = here.editing.text;
    write.dataset.editing = here.editing.id;
    grow();
    write.focus();
  }
  if (!here.editing) delete write.dataset.editing;
}

/** Start the composer. */
export function startComposer() {
  on(["channel", "me", "here"], drawUnlessFilling);
  const log = document.getElementById("log");
  log?.addEventListener("dragover", (event) => event.preventDefault());
  log?.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length && !closed()) attach(event.dataTransfer.files);
  });
}
