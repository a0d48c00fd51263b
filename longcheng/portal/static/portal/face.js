// What an open page does by itself: ages grow, menus close, the eye goes to what is to mend, charts are drawn.
"use strict";
(() => {
  const MINUTE = 60, HOUR = 3600, DAY = 86400;
  const words = JSON.parse(document.body.dataset.ageWords || "{}");

  const ago = (seconds) => {
    if (seconds < MINUTE) return words.now;
    if (seconds < HOUR) return words.minutes.replace("#", Math.floor(seconds / MINUTE));
    if (seconds < 2 * DAY) return words.hours.replace("#", Math.floor(seconds / HOUR));
    return words.days.replace("#", Math.floor(seconds / DAY));
  };
  const secondsSince = (time) => (Date.now() - Date.parse(time.dateTime)) / 1000;
  const put = (time, text) => { if (time.textContent !== text) time.textContent = text; };

  // A value that goes stale while the page is open must say so by itself (no value without its age).
  const growOld = () => {
    for (const mark of document.querySelectorAll(".age[data-age]")) {
      const time = mark.querySelector("time");
      if (!time) continue;
      const seconds = secondsSince(time), limit = Number(mark.dataset.age);
      put(time, ago(seconds));
      mark.classList.toggle("is-lost", limit > 0 && seconds > limit);
    }
    for (const time of document.querySelectorAll("time[data-ago]")) put(time, ago(secondsSince(time)));
  };
  if (words.now) setInterval(growOld, 10000);

  const menus = () => document.querySelectorAll("details.menu[open], details.source[open]");
  addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  // A popover near the right edge opens towards the middle of the page.
  document.addEventListener("toggle", (event) => {
    const popover = event.target.open && event.target.matches(".menu, .source") && event.target.querySelector(".popover");
    if (popover && popover.getBoundingClientRect().right > document.documentElement.clientWidth) popover.classList.add("at-end");
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy).textContent;
    navigator.clipboard?.writeText(text).then(() => { button.textContent = button.dataset.copied; });
  });
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;

  const fetched = new Map();
  const fetchScript = (src) => {
    if (!fetched.has(src)) {
      fetched.set(src, new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
        document.head.append(script);
      }));
    }
    return fetched.get(src);
  };
  const drawCharts = async () => {
    for (const picture of document.querySelectorAll("[data-chart]:not([data-drawn])")) {
      picture.dataset.drawn = "";
      await fetchScript(picture.dataset.chartSrc);
      await fetchScript(picture.dataset.chartDraws);
      window.drawChart(picture);
    }
  };

  const begin = () => { growOld(); drawCharts(); };
  begin();
  document.body.addEventListener("htmx:afterSwap", begin);
  document.getElementById("errors")?.focus();
})();
