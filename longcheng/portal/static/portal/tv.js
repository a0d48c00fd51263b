// The television by the keys of its remote control: the ring, Back, digits, colours; reading aloud, urgent notices,
// the film, rest. Where the ring goes is declared by the server on each thing; nothing is guessed here.
"use strict";
(() => {
  const body = document.body, data = body.dataset;
  const address = location.pathname + location.search;
  const $ = (id) => document.getElementById(id);
  const store = {
    get: (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } },
    set: (name, value) => { try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  };
  const thing = (key) => (key ? document.querySelector(`[data-key="${CSS.escape(key)}"]`) : null);
  const ringed = () => document.activeElement?.closest?.("[data-key]");

  // Where the ring stood on each screen, for Back; and where it stands now, for a screen that is loaded anew.
  const left = store.get("tv-left") || {};
  const leave = (screen, key) => {
    delete left[screen];
    left[screen] = key;
    for (const old of Object.keys(left).slice(0, -60)) delete left[old];
    store.set("tv-left", left);
  };
  // The history does not grow: each page takes the place of the one before, and Back is declared.
  const go = (href, { isBack = false } = {}) => {
    const now = ringed();
    if (!isBack && now) leave(address, now.dataset.key);
    store.set("tv-came", { isBack });
    location.replace(href);
  };
  // By a digit or a colour from anywhere: Back then leads to the first screen, to the tile of that page.
  const jumpTo = (digit) => {
    const now = ringed();
    if (now) leave(address, now.dataset.key);
    leave(data.home, `p${digit}`);
    store.set("tv-came", { isBack: false });
    location.replace(digits[digit]);
  };
  const back = () => { if (data.back) go(data.back, { isBack: true }); };
  const home = () => go(data.home);

  const stand = () => {
    const came = store.get("tv-came"), now = store.get("tv-now");
    store.set("tv-came", null);
    const key = came?.isBack ? left[address] : !came && now?.address === address ? now.key : "";
    (thing(key) || thing(data.first) || document.querySelector("[data-key]"))?.focus();
  };
  addEventListener("focusin", () => {
    const now = ringed();
    if (now) store.set("tv-now", { address, key: now.dataset.key });
  });
  for (const other of document.querySelectorAll(".tv-legend a")) other.tabIndex = -1;

  // Layers over the page, the topmost last; keys go to it alone.
  const layers = [];
  const lay = (layer, focus) => {
    layer.from = ringed() || layer.from;
    layers.push(layer);
    layer.element.hidden = false;
    focus?.focus();
  };
  const lift = (layer) => {
    const place = layers.indexOf(layer);
    if (place < 0) return;
    layers.splice(place, 1);
    layer.element.hidden = true;
    layer.closed?.();
    if (!layers.length) (layer.from?.isConnected ? layer.from : thing(data.first))?.focus();
  };

  // Reading aloud: always large on the screen, and spoken if the device has a voice of the page's language.
  const voices = () => (window.speechSynthesis?.getVoices() || [])
    .filter((voice) => voice.lang.toLowerCase().startsWith(document.documentElement.lang.slice(0, 2).toLowerCase()));
  const aloud = { element: $("aloud"), closed: () => window.speechSynthesis?.cancel() };
  aloud.key = (name) => {
    if (["back", "yellow", "ok", "green"].includes(name)) lift(aloud);
    if (name === "up" || name === "down") $("said").scrollBy(0, (name === "up" ? -1 : 1) * $("said").clientHeight * .8);
  };
  const readAloud = () => {
    const voice = voices()[0], words = $("voice");
    words.textContent = voice ? words.dataset.speaks : words.dataset.none;
    if (voice) {
      const speech = new SpeechSynthesisUtterance($("said").textContent);
      speech.voice = voice;
      speech.lang = voice.lang;
      speech.rate = .9;
      speechSynthesis.cancel();
      speechSynthesis.speak(speech);
    }
    lay(aloud, $("said"));
  };
  window.speechSynthesis?.getVoices();
  if (!aloud.element.hidden) layers.push(aloud);

  // The film.
  const film = $("film");
  const plays = { toggle: () => (film.paused ? film.play() : film.pause()), again: () => { film.currentTime = 0; film.play(); } };

  // Urgent notices lie over everything until OK; those that were not read come again.
  const kept = (name) => { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } };
  const keep = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value.slice(-200))); } catch { /* full or forbidden */ } };
  const markOf = (notice) => `${notice.id} ${notice.at}`;
  const waiting = kept("tv-unread").filter((notice) => Date.now() - new Date(notice.at) < 3600e3);
  const urgent = { element: $("urgent") };
  urgent.key = (name) => {
    if (["ok", "green", "back"].includes(name)) lift(urgent);
    if (name === "up" || name === "down") $("urgent-body").scrollBy(0, (name === "up" ? -1 : 1) * $("urgent-body").clientHeight * .8);
  };
  urgent.closed = () => {
    const notice = waiting.shift();
    keep("tv-read", [...kept("tv-read"), markOf(notice)]);
    keep("tv-unread", waiting);
    if (waiting.length) showUrgent();
    else if (urgent.played) film.play();
  };
  const showUrgent = () => {
    if (layers.includes(urgent) || !waiting.length) return;
    lift(saver);
    for (const [id, words] of [["title", "title"], ["body", "body"], ["area", "area"]]) $(`urgent-${id}`).textContent = waiting[0][words];
    if (film && !film.paused) { urgent.played = true; film.pause(); }
    lay(urgent, $("urgent-close"));
  };
  $("urgent-close").addEventListener("click", () => lift(urgent));
  const onUrgent = (notice) => {
    if (kept("tv-read").includes(markOf(notice)) || waiting.some((other) => markOf(other) === markOf(notice))) return;
    waiting.push(notice);
    keep("tv-unread", waiting);
    showUrgent();
  };

  // The live line, by the same protocol as other pages. It begins where the page before was written, so that nothing
  // falls between two pages; what comes a second time is known by its number.
  let retry = 500, after = store.get("tv-after") || data.after;
  store.set("tv-after", data.after);
  const line = () => {
    const source = new EventSource(`${data.live}&after=${encodeURIComponent(after)}`);
    const note = (event) => { if (event.lastEventId) after = event.lastEventId; };
    source.addEventListener("open", () => { retry = 500; data.liveState = "open"; });
    source.addEventListener("hello", note);
    source.addEventListener("urgent", (event) => { note(event); onUrgent(JSON.parse(event.data)); });
    source.addEventListener("television", (event) => {
      note(event);
      const told = store.get("tv-told") || [], { id } = JSON.parse(event.data);
      if (told.includes(id)) return;
      store.set("tv-told", [...told.slice(-50), id]);
      location.reload();
    });
    source.addEventListener("error", () => {
      data.liveState = "away";
      if (source.readyState === EventSource.CLOSED) { setTimeout(line, retry); retry = Math.min(retry * 2, 15000); }
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };

  // Waiting for the phone.
  const wait = async () => {
    try {
      const answer = await fetch(data.wait, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.ok && (await answer.json()).state !== "waiting") { location.reload(); return; }
    } catch { /* the line is away: ask again */ }
    setTimeout(wait, 2000);
  };

  // The clock is the city's, whatever the set believes.
  const begun = performance.now();
  const now = () => new Date(Number(data.nowMs) + Number(data.offsetS) * 1000 + performance.now() - begun);
  const clock = () => now().toISOString().slice(11, 16);
  let pressedAt = performance.now(), minute = "";
  const saver = { element: $("saver"), key: () => { lift(saver); } };
  saver.closed = () => store.set("tv-rests", false);
  const rest = () => {
    if (layers.includes(saver)) return;
    store.set("tv-rests", true);
    minute = "";
    lay(saver);
    tick();
  };
  const tick = () => {
    const idle = (performance.now() - pressedAt) / 1000;
    if (data.leaveS && idle >= Number(data.leaveS)) { home(); return; }
    if (idle >= Number(data.idleS) && !layers.includes(urgent) && !(film && !film.paused)) rest();
    const said = clock();
    if (said === minute) return;
    minute = said;
    $("clock").textContent = said;
    $("saver-clock").textContent = said;
    $("saver-clock").style.left = `${5 + Math.random() * 55}%`;
    $("saver-clock").style.top = `${8 + Math.random() * 65}%`;
  };

  // Keys, by what the makers of sets send; letters and F1 to F4 stand in for the colours on a keyboard.
  const NAMES = {
    ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", Enter: "ok", Accept: "ok", Select: "ok",
    Backspace: "back", Escape: "back", BrowserBack: "back", GoBack: "back", XF86Back: "back", GoHome: "blue", BrowserHome: "blue",
    ColorF0Red: "red", ColorF1Green: "green", ColorF2Yellow: "yellow", ColorF3Blue: "blue",
    F1: "red", F2: "green", F3: "yellow", F4: "blue", r: "red", g: "green", y: "yellow", b: "blue",
  };
  const CODES = { 461: "back", 10009: "back", 403: "red", 404: "green", 405: "yellow", 406: "blue" };
  const digits = Object.fromEntries([...document.querySelectorAll("[data-digit]")].map((link) => [link.dataset.digit, link.href]));
  let typed = "", typing = null;
  const jump = () => {
    const digit = typed;
    typed = "";
    if (digits[digit]) jumpTo(digit);
  };
  const onDigit = (digit) => {
    if (digit === "0" && !typed) { const form = document.querySelector("[data-hide]"); if (form) send(form); return; }
    clearTimeout(typing);
    typed += digit;
    // A short wait only where a page of two digits begins like this.
    if (Object.keys(digits).some((other) => other.length > typed.length && other.startsWith(typed))) typing = setTimeout(jump, 1200);
    else jump();
  };
  const send = async (form) => {
    const now = ringed();
    if (now) leave(address, now.dataset.key);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (answer.url.split("#")[0] !== location.href) store.set("tv-came", { isBack: true });
      location.replace(answer.url);
    } catch { form.submit(); }
  };
  const act = (element) => {
    if (!element) return;
    if (element.dataset.plays) plays[element.dataset.plays]?.();
    else if (element.form) send(element.form);
    else if (element.href) go(element.href);
  };
  const on = {
    up: (element) => thing(element?.dataset.up)?.focus(), down: (element) => thing(element?.dataset.down)?.focus(),
    left: (element) => thing(element?.dataset.left)?.focus(), right: (element) => thing(element?.dataset.right)?.focus(),
    ok: act, green: act, back, yellow: readAloud, blue: home,
    red: () => { const digit = Object.keys(digits).find((other) => new URL(digits[other]).pathname === data.help); if (digit) jumpTo(digit); else go(data.help); },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    pressedAt = performance.now();
    const name = NAMES[event.key] || CODES[event.keyCode];
    const isDigit = /^[0-9]$/.test(event.key);
    if (!name && !isDigit && !layers.length) return;
    event.preventDefault();
    const layer = layers.at(-1);
    if (layer) { layer.key(name); return; }
    if (isDigit) { onDigit(event.key); return; }
    const element = ringed();
    // A ring that was lost, by a mouse or by Tab, comes back first.
    if (!element && ["up", "down", "left", "right", "ok", "green"].includes(name)) { stand(); return; }
    on[name](element);
  });
  document.addEventListener("click", (event) => {
    pressedAt = performance.now();
    if (layers.includes(saver)) { event.preventDefault(); lift(saver); return; }
    const element = event.target.closest("a[href], button");
    if (!element || element.closest("#urgent")) return;
    event.preventDefault();
    if (element.dataset.colour === "yellow") readAloud();
    else if (element.dataset.goesBack !== undefined) back();
    else act(element);
  });

  stand();
  tick();
  setInterval(tick, 1000);
  if (waiting.length) showUrgent();
  if (store.get("tv-rests") && !layers.length) rest();
  if (data.wait) wait();
  if (window.EventSource) line();
})();
