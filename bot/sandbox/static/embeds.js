// Embeds and attachments.

import { colour, h, icon } from "./dom.js";
import { markdown } from "./markdown.js";
import { timestamp } from "./times.js";

const STORED = /^https:\/\/cdn\.simcord\.invalid\//;
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

/** Where a stored file can be fetched; null for pictures elsewhere, which the sandbox never loads. */
export function address(url) {
  return STORED.test(url ?? "") ? `/file?url=${encodeURIComponent(url)}` : null;
}

/** A picture with its description, or a note where it would be loaded from outside. */
export function picture(url, description, className = "picture") {
  const source = address(url);
  if (!source)
    return h("span", { className: "picture outside" }, "A picture from another site is not loaded here.");
  return h("img", {
    src: source,
    alt: description || "Picture without a description",
    className,
    loading: "lazy",
  });
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** One attached file: pictures shown, everything else to download. */
export function attachment(file) {
  if (PICTURE.test(file.content_type) && !file.filename.startsWith("SPOILER_"))
    return picture(file.url, file.description);
  const source = address(file.url);
  return h(
    "a",
    { className: "attachment", href: source ?? "#", download: file.filename },
    icon("file"),
    h("span", {}, h("strong", {}, file.filename), h("small", {}, size(file.size))),
  );
}

function field(each) {
  return h(
    "div",
    { className: each.inline ? "field inline" : "field" },
    h("div", { className: "field-name" }, markdown(each.name)),
    h("div", {}, markdown(each.value)),
  );
}

/** One embed. */
export function embed(raw) {
  const title =
    raw.title &&
    h(
      "div",
      { className: "embed-title" },
      raw.url
        ? h("a", { href: raw.url, target: "_blank", rel: "noopener noreferrer" }, markdown(raw.title))
        : markdown(raw.title),
    );
  const foot =
    (raw.footer || raw.timestamp) &&
    h(
      "div",
      { className: "embed-foot" },
      raw.footer?.text,
      raw.footer && raw.timestamp && " • ",
      raw.timestamp && timestamp(Date.parse(raw.timestamp), "f"),
    );
  const made = h(
    "article",
    { className: "embed", aria: { label: raw.title ? `Embed: ${raw.title}` : "Embed" } },
    h(
      "div",
      { className: "embed-body" },
      raw.author && h("div", { className: "embed-author" }, raw.author.name),
      title,
      raw.description && h("div", { className: "embed-text" }, markdown(raw.description)),
      raw.fields?.length && h("div", { className: "fields" }, raw.fields.map(field)),
      raw.image && picture(raw.image.url, raw.title),
      foot,
    ),
    raw.thumbnail && picture(raw.thumbnail.url, "", "thumbnail"),
  );
  if (raw.color) made.style.setProperty("--stripe", colour(raw.color));
  return made;
}
