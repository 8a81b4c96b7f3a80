// Puts the page together.

import { startComposer } from "./composer.js";
import { startForms } from "./form.js";
import { startLog } from "./log.js";
import { connect, look } from "./net.js";
import { startPanel } from "./panel.js";
import { startSidebar } from "./sidebar.js";
import { changed, here, messages, on, state } from "./state.js";
import { refreshTimes } from "./times.js";
import { startTop } from "./top.js";

// The key did its work by setting a cookie; it need not stand in the address bar or the history.
if (location.search) history.replaceState(null, "", "/");

here.persona = sessionStorage.getItem("steward.persona") ?? "mira";
startSidebar();
startTop();
startLog();
startComposer();
startPanel();
startForms();

// The server chooses the first channel; from then on the page says where it is.
on(["channel"], () => {
  if (state.channel) here.channel = state.channel.id;
});
on(["clock"], refreshTimes);
setInterval(refreshTimes, 5000);

document.addEventListener("go", (event) => look(here.persona, event.detail));
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
