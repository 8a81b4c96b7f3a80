// Instants and spans in words, against the virtual clock.

import { h } from "./dom.js";
import { clock } from "./state.js";

const FORMATS = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** An instant in words. @param {number} ms @param {string} style Discord's letter */
export function instant(ms, style = "f") {
  if (style === "R") return ago(ms);
  return new Intl.DateTimeFormat("en-GB", FORMATS[style] ?? FORMATS.f).format(ms);
}

/** How far away an instant is, as "in 3 hours". */
export function ago(ms) {
  const seconds = (ms - clock.now()) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS[5];
  return relative.format(Math.round(seconds / size), unit);
}

/** A time on the page that keeps itself right as the virtual clock moves. */
export function timestamp(ms, style) {
  const made = h(
    "time",
    { className: "stamp", title: instant(ms, "F"), data: { at: ms, style } },
    instant(ms, style),
  );
  made.dateTime = new Date(ms).toISOString();
  return made;
}

/** When a message was written, as Discord shows it. */
export function written(ms) {
  const day = (each) => new Date(each).toDateString();
  const now = clock.now();
  if (day(ms) === day(now)) return instant(ms, "t");
  if (day(ms) === day(now - 86_400_000)) return `Yesterday at ${instant(ms, "t")}`;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "short" }).format(ms);
}

/** Bring all times on the page up to date. */
export function refreshTimes() {
  for (const each of document.querySelectorAll("time[data-at]")) {
    const { at, style } = each.dataset;
    const words = style === "written" ? written(Number(at)) : instant(Number(at), style);
    if (each.textContent !== words) each.textContent = words;
  }
}
