// The open wall: pages turn, ages grow, tiles are asked again when their topic speaks and every ten seconds, the clock goes.
"use strict";
(() => {
  const body = document.body, words = body.dataset;
  const TURN_S = 20, REST_S = 30, HELD_S = 300, ASK_EVERY_MS = 10000, ONCE_A_MS = 1000;
  const offset = Date.parse(words.now) - Date.now();
  const now = () => Date.now() + offset;
  const all = (selector) => [...document.querySelectorAll(selector)];
  // The city's time, wherever the screen believes it hangs.
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(words.now) ?? ["", "+", 0, 0];
  const zoneMs = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60000;
  const clockOf = (date, withDay) => {
    const told = new Date(date.getTime() + zoneMs).toISOString();
    return `${withDay ? `${told.slice(0, 10)} ` : ""}${told.slice(11, 16)}`;
  };

  // Ages: every value says how old it is, and one that is no longer heard goes grey by itself.
  const ago = (seconds) => {
    if (seconds < 5) return words.wordsNow;
    if (seconds < 60) return words.wordsSeconds.replace("#", Math.floor(seconds));
    if (seconds < 3600) return words.wordsMinutes.replace("#", Math.floor(seconds / 60));
    if (seconds < 48 * 3600) return words.wordsHours.replace("#", Math.floor(seconds / 3600));
    return null;
  };
  const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  const grow = () => {
    for (const tile of all("[data-stale-after]")) {
      const at = Date.parse(tile.dataset.at), seconds = (now() - at) / 1000;
      const isSilent = seconds > Number(tile.dataset.staleAfter) || tile.dataset.problem === "yes";
      if (isSilent && !tile.classList.contains("tone-stale")) {
        tile.className = tile.className.replace(/tone-\w+/, "tone-stale");
        const word = tile.querySelector(".wall-word");
        if (word) put(word, word.dataset.silent);
      }
      const isOld = seconds > 20 * 3600;
      const since = isOld ? clockOf(new Date(at), true).slice(0, 10) : clockOf(new Date(at), false);
      put(tile.querySelector(".wall-age"), isSilent ? words.wordsSilent.replace("#", since) : ago(seconds) ?? clockOf(new Date(at), true));
    }
    for (const time of all("time[data-ago]")) {
      const at = Date.parse(time.dateTime);
      put(time, ago((now() - at) / 1000) ?? clockOf(new Date(at), true));
    }
    put(document.getElementById("wall-clock"), clockOf(new Date(now()), false));
  };

  // Asking again: at most once a second for a tile, and once more after news, because a kept value may be a second old.
  const askedAt = new Map();
  const wanted = new Set();
  let asking = false;
  const ask = async () => {
    if (asking || !wanted.size) return;
    const due = [...wanted].filter((name) => now() - (askedAt.get(name) ?? 0) >= ONCE_A_MS);
    if (!due.length) return;
    asking = true;
    due.forEach((name) => { wanted.delete(name); askedAt.set(name, now()); });
    try {
      const join = words.tiles.includes("?") ? "&" : "?";
      const answer = await fetch(`${words.tiles}${join}only=${encodeURIComponent(due.join(","))}`, { signal: AbortSignal.timeout(8000) });
      if (answer.ok && !answer.redirected) take(await answer.text());
    } catch { /* what is not answered grows old, and says so */ } finally { asking = false; }
  };
  const take = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    let heldAgain = null;
    for (const fresh of parsed.querySelectorAll("[data-tile]")) {
      const stands = document.getElementById(fresh.id);
      if (!stands || stands.outerHTML === fresh.outerHTML) continue;
      const held = stands.contains(document.activeElement) ? document.activeElement.getAttribute("href") ?? "" : null;
      const laid = document.importNode(fresh, true), scrolled = stands.querySelector(".wall-rows")?.scrollTop ?? 0;
      stands.replaceWith(laid);
      // A list that goes by goes on where it was.
      if (scrolled) laid.querySelector(".wall-rows")?.scrollTo(0, scrolled);
      // A tile that is held still shows what is true; the focus stays where it was.
      if (held !== null) heldAgain = [laid, held];
    }
    lists();
    grow();
    if (heldAgain) [...heldAgain[0].querySelectorAll("a, .wall-rows")].find((one) => (one.getAttribute("href") ?? "") === heldAgain[1])?.focus({ preventScroll: true });
  };
  const askFor = (names) => { names.forEach((name) => wanted.add(name)); ask(); };
  const named = (tiles) => tiles.map((tile) => tile.dataset.tile);
  for (const topic of words.topics.split(" ").filter(Boolean)) {
    body.addEventListener(`live:${topic}`, () => {
      const names = named(all(`[data-tile-topics~="${topic}"]`));
      askFor(names);
      setTimeout(() => askFor(names), ONCE_A_MS + 150);
    });
  }
  // After a line was away nobody knows what was missed.
  body.addEventListener("live:open", () => askFor(named(all("[data-tile]"))));
  setInterval(() => askFor(named(all("[data-tile]"))), ASK_EVERY_MS);

  // The state of the line stands in the bar.
  const state = document.getElementById("wall-state");
  const tellState = () => {
    const isAway = body.dataset.liveState !== "open";
    put(state, isAway ? words.wordsAway : words.wordsOpen);
    state.classList.toggle("is-away", isAway);
  };
  new MutationObserver(tellState).observe(body, { attributes: true, attributeFilter: ["data-live-state"] });

  // Turning the pages: seen, stopped by a button, the space bar, a moving pointer or a focus inside.
  const pages = all(".wall-page");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let current = 0, left = TURN_S, isStopped = still.matches, restsUntil = 0, heldUntil = 0;
  // A focus inside stops the turning for as long as somebody may be reading, not for ever: whoever touched a tile may
  // have left the room.
  for (const name of ["keydown", "pointerdown", "pointermove"]) addEventListener(name, () => { heldUntil = Date.now() + HELD_S * 1000; });
  const button = document.getElementById("wall-pause"), next = document.getElementById("wall-next");
  const show = (number) => {
    current = (number + pages.length) % pages.length;
    left = TURN_S;
    pages.forEach((page, index) => { page.hidden = index !== current; });
    for (const link of all(".wall-bar nav a[data-group]")) {
      if (link.dataset.group === pages[current].dataset.group) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    lists();
  };
  const tellTurning = () => {
    put(button, isStopped ? words.wordsPlay : words.wordsPause);
    button.setAttribute("aria-pressed", String(isStopped));
    put(next, isStopped || isResting() ? "" : words.wordsNext.replace("#", left));
  };
  const isResting = () => Date.now() < restsUntil || (Date.now() < heldUntil && document.querySelector("main").contains(document.activeElement));
  const rest = () => { restsUntil = Date.now() + REST_S * 1000; tellTurning(); };
  const turn = () => {
    if (isStopped || isResting() || document.hidden) return tellTurning();
    left -= 1;
    if (left <= 0) show(current + 1);
    tellTurning();
  };
  const stop = (value) => { isStopped = value; restsUntil = 0; left = TURN_S; tellTurning(); };
  if (pages.length > 1) {
    document.querySelector(".wall-turning").hidden = false;
    button.addEventListener("click", () => stop(!isStopped));
    still.addEventListener("change", () => stop(still.matches));
    addEventListener("pointermove", rest);
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isOnControl = event.target.closest?.("a, button");
      if (event.key === "ArrowRight") { show(current + 1); rest(); }
      else if (event.key === "ArrowLeft") { show(current - 1); rest(); }
      else if (event.key === " " && !isOnControl) { event.preventDefault(); stop(!isStopped); }
    });
    show(0);
    setInterval(turn, 1000);
    tellTurning();
  }

  // A list that is longer than its tile can be scrolled by keys and goes on by itself, one row at a time, with the pages.
  function lists() {
    for (const list of all(".wall-rows")) {
      // Whole rows only: half a line of text looks like a fault.
      list.style.maxHeight = "";
      const top = list.getBoundingClientRect().top, room = list.clientHeight + 1;
      const ends = [...list.children].map((row) => row.getBoundingClientRect().bottom - top + list.scrollTop).filter((end) => end <= room);
      if (ends.length && ends.length < list.children.length) list.style.maxHeight = `${Math.ceil(ends.at(-1))}px`;
      if (list.scrollHeight > list.clientHeight + 4) { list.tabIndex = 0; list.setAttribute("role", "list"); }
      else list.removeAttribute("tabindex");
    }
  }
  setInterval(() => {
    if (isStopped || isResting()) return;
    for (const list of all(".wall-rows[tabindex]")) {
      const row = list.firstElementChild?.getBoundingClientRect().height || 40;
      const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
      list.scrollTop = isAtEnd ? 0 : list.scrollTop + row;
    }
  }, 4000);

  const full = document.getElementById("wall-full");
  full.hidden = !document.documentElement.requestFullscreen;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));

  tellState();
  lists();
  grow();
  setInterval(() => { grow(); ask(); }, 1000);
})();
