// Talking with the server: a socket for news, plain requests for acts.

import { changed, here, state, take } from "./state.js";
import { toast } from "./toast.js";

/** @type {WebSocket | null} */
let socket = null;
let waiting = 0;
let delay = 300;

/** Open the socket and keep it open. */
export function connect() {
  socket = new WebSocket(`ws://${location.host}/socket`);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    delay = 300;
    document.body.classList.remove("offline");
    tell();
  });
  socket.addEventListener("message", (event) => take(JSON.parse(new TextDecoder().decode(event.data))));
  socket.addEventListener("close", () => {
    document.body.classList.add("offline");
    setTimeout(connect, delay);
    delay = Math.min(delay * 2, 5000);
  });
}

function tell() {
  if (socket && socket.readyState === WebSocket.OPEN)
    socket.send(JSON.stringify({ persona: here.persona, channel: here.channel }));
}

/** Look with other eyes or at another channel; without a channel the server chooses one. */
export function look(persona, channel = "") {
  Object.assign(here, { persona, channel, reply: null, editing: null });
  sessionStorage.setItem("steward.persona", persona);
  changed("here");
  tell();
}

async function request(path, body, type) {
  waiting += 1;
  const slow = setTimeout(() => document.body.classList.add("busy"), 250);
  try {
    const answer = await fetch(path, { method: "POST", body, headers: { "Content-Type": type } });
    if (answer.status === 413) return { ok: false, why: "That is too large: a file may have 10 MB at most." };
    if (!answer.ok && answer.status !== 400) return { ok: false, why: await answer.text() };
    return await answer.json();
  } catch {
    return { ok: false, why: "The sandbox doesn't answer. Is it still running?" };
  } finally {
    clearTimeout(slow);
    waiting -= 1;
    if (!waiting) document.body.classList.remove("busy");
  }
}

/**
 * Do something as the chosen persona. Refusals become a short message on the screen.
 * @param {string} name
 * @param {Record<string, any>} [fields]
 * @returns {Promise<any>} the answer; `ok` says whether it was done
 */
export async function act(name, fields = {}) {
  const place = state.channel ? { channel: state.channel.id } : {};
  const body = { act: name, persona: here.persona, ...place, ...fields };
  const answer = await request("/act", JSON.stringify(body), "application/json");
  if (!answer.ok) toast(answer.why, "refused");
  else if (answer.silent) toast(answer.silent, "refused");
  else if (answer.modal) document.dispatchEvent(new CustomEvent("form", { detail: answer.modal }));
  return answer;
}

/** Begin the tour again. */
export const restartTour = () => request("/tour", "{}", "application/json");

/**
 * Send files ahead of the act that uses them.
 * @param {Iterable<File>} files
 * @returns {Promise<string[] | null>} their tokens, or null when one was refused
 */
export async function upload(files) {
  const tokens = [];
  for (const file of files) {
    const path = `/upload?name=${encodeURIComponent(file.name)}`;
    const answer = await request(path, file, "application/octet-stream");
    if (!answer.ok) {
      toast(`${file.name}: ${answer.why}`, "refused");
      return null;
    }
    tokens.push(answer.file);
  }
  return tokens;
}
