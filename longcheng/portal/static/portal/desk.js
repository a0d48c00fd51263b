// Lists of the staff: counts what is ticked, ticks a whole page, leaves a list alone while somebody works in it.
"use strict";
(() => {
  const rows = (list) => [...list.querySelectorAll("input[name=row]")];
  const told = (list) => {
    const place = list.querySelector("[data-ticked]");
    const count = rows(list).filter((box) => box.checked).length;
    if (!place) return;
    place.hidden = !count;
    place.textContent = count ? `${count} / ${rows(list).length}` : "";
  };
  document.addEventListener("change", (event) => {
    const list = event.target.closest?.("[data-staff-list]");
    if (list) told(list);
  });
  // Shift and a press tick everything between this row and the last one that was pressed.
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("input[name=row]");
    if (!box) return;
    const list = box.closest("[data-staff-list]");
    const all = rows(list);
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
      told(list);
    }
    last = box;
  });
  // What somebody has ticked, typed or opened must not go because news came in.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const list = event.detail.target?.closest?.("[data-staff-list]");
    if (!list) return;
    const isBusy = rows(list).some((box) => box.checked) || list.querySelector("details[open]") ||
      list.contains(document.activeElement);
    if (isBusy) event.preventDefault();
  });
})();
