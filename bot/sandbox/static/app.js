// Puts the page together.

import { startComposer } from "./composer.js";
import { startForms } from "./form.js";
import { startLog } from "./log.js";
import { connect, look } from "./net.js";
import { startPanel } from "./panel.js";
import { startSidebar } from "./sidebar.js";
import { changed, here, messages, on, state } from "./state.js";
import { refreshTimes } from "./times.js";
import { toast } from "./toast.js";
import { startTop } from "./top.js";
import { startVoice } from "./voice.js";

// The key did its work by setting a cookie; it need not stand in the address bar or the history.
if (location.search) history.replaceState(null, "", "/");

here.persona = sessionStorage.getItem("steward.persona") ?? "mira";
startSidebar();
startTop();
startLog();
startComposer();
startPanel();
startForms();
startVoice();

// The server chooses the first channel; from then on the page says where it is.
on(["channel"], () => {
  if (state.channel) here.channel = state.channel.id;
});
on(["clock"], refreshTimes);
setInterval(refreshTimes, 5000);

document.addEventListener("go", ({ detail }) => {
  if (!state.channels.some((each) => each.id === detail.channel))
    return toast("You can't see that channel.", "refused");
  look(here.persona, detail.channel);
  if (detail.message) seek(detail.message, 40);
  return undefined;
});

/** Show a message once its channel is drawn; gives up after some tries, as it may have been removed. */
function seek(id, tries) {
  const row = document.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
  if (row instanceof HTMLElement) {
    row.scrollIntoView({ block: "center" });
    row.focus();
  } else if (tries) setTimeout(() => seek(id, tries - 1), 50);
  else toast("That message is no longer there.", "refused");
}

document.addEventListener("edit-last", (event) => {
  const found = event.detail.map((id) => messages.get(id)).find((each) => each?.mine && !each.onlyYou);
  if (!found) return;
  here.editing = found;
  changed("here");
});
const closeDrawers = () => document.body.classList.remove("drawer-open", "panel-open");
document.getElementById("shade")?.addEventListener("click", closeDrawers);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeDrawers();
});
connect();
