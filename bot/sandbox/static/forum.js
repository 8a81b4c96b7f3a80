// A forum: its posts, and a form for a new one.

import { h, icon } from "./dom.js";
import { act, look } from "./net.js";
import { here, state } from "./state.js";

/** The posts of a forum channel. */
export function forumPosts(channel) {
  const posts = state.channels.filter((each) => each.parent === channel.id && each.kind === "thread");
  const title = h("input", {
    id: "post-title",
    maxLength: 100,
    required: true,
    placeholder: "What is it about?",
  });
  const text = h("textarea", {
    id: "post-text",
    rows: 3,
    required: true,
    maxLength: 2000,
    placeholder: "Say more",
  });
  const send = async (event) => {
    event.preventDefault();
    const answer = await act("post", { title: title.value, text: text.value });
    if (answer.ok) look(here.persona, answer.channel);
  };
  return [
    h(
      "form",
      { className: "card", onsubmit: send },
      h("h2", {}, `New post in ${channel.name}`),
      h("label", { for: "post-title" }, "Title"),
      title,
      h("label", { for: "post-text" }, "Text"),
      text,
      h("button", { className: "button primary", disabled: !channel.maySend }, "Post"),
    ),
    ...posts.map((each) =>
      h(
        "button",
        { type: "button", className: "post", onclick: () => look(here.persona, each.id) },
        icon("forum"),
        h("span", {}, each.name),
        each.unread > 0 && h("span", { className: "badge" }, each.unread),
      ),
    ),
    !posts.length && h("p", { className: "muted centre" }, "No posts yet."),
  ];
}
