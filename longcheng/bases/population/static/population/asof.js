// The slider over a record's past: it steps through the days on which something changed and then asks for that day.
"use strict";
(() => {
  for (const box of document.querySelectorAll("[data-as-of]")) {
    const days = box.dataset.asOf.split(" ").filter(Boolean);
    const slider = box.querySelector("input[type=range]"), day = box.querySelector("input[name=valid]");
    const output = box.querySelector("output"), form = box.querySelector("form");
    if (days.length < 2 || !slider || !day) continue;
    const today = days[days.length - 1];
    // A day between two changes reads as the change before it.
    const place = (wanted) => { let at = 0; days.forEach((one, n) => { if (one <= wanted) at = n; }); return at; };
    slider.max = String(days.length - 1);
    slider.value = String(place(day.value || today));
    const say = () => { output.value = days[slider.value]; slider.setAttribute("aria-valuetext", days[slider.value]); };
    say();
    if (day.value) output.value = day.value;
    box.querySelector("[data-slider]").hidden = false;
    slider.addEventListener("input", say);
    // Each look is written into the ledger, so it is asked for when the slider is let go, not while it moves.
    slider.addEventListener("change", () => {
      day.value = days[slider.value] === today ? "" : days[slider.value];
      form.requestSubmit();
    });
  }
})();
