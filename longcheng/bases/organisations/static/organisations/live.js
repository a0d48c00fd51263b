// A page of one organisation asks anew when that one changes, and not when any other of the city's does.
"use strict";
document.body.addEventListener("live:organisations.changed", (event) => {
  const changed = String(event.detail.organisation);
  for (const element of document.querySelectorAll("[data-organisation]")) {
    if (element.dataset.organisation === changed) element.dispatchEvent(new CustomEvent("organisation-changed"));
  }
});
