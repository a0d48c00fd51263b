// The live line of an open page: urgent notices overlay it, the mark of unread messages follows, lists refresh,
// and whatever names a topic (data-topics, or hx-trigger="live:TOPIC from:body") hears of it.
"use strict";
(() => {
  const body = document.body;
  if (!window.EventSource || !body.dataset.live) return;
  // How long a line may be away or silent before the page says so, and how long a hidden page keeps its line.
  const AWAY_MS = 4000, SILENT_MS = 40000, HIDDEN_MS = 60000, RETRY_MS = 500, RETRY_MAX_MS = 15000;

  const kept = (store, name) => { try { return new Set(JSON.parse(store.getItem(name) || "[]")); } catch { return new Set(); } };
  const keep = (store, name, set) => { try { store.setItem(name, JSON.stringify([...set].slice(-200))); } catch { /* full or forbidden: this page still knows */ } };
  const shown = kept(localStorage, "urgent-read");
  // A number alone would come again in a city that was reset.
  const markOf = (notice) => `${notice.id} ${notice.at}`;
  const waiting = [];
  const dialog = document.getElementById("urgent");

  const showNext = () => {
    if (!dialog || dialog.open || !waiting.length) return;
    const notice = waiting[0];
    document.getElementById("urgent-title").textContent = notice.title;
    document.getElementById("urgent-body").textContent = notice.body;
    document.getElementById("urgent-area").textContent = notice.area;
    document.getElementById("urgent-link").href = notice.url;
    dialog.showModal();
  };
  const haveRead = (notice) => { shown.add(markOf(notice)); keep(localStorage, "urgent-read", shown); };
  if (dialog) {
    dialog.addEventListener("close", () => {
      const notice = waiting.shift();
      if (notice) haveRead(notice);
      showNext();
    });
    document.getElementById("urgent-close").addEventListener("click", () => dialog.close());
    document.getElementById("urgent-link").addEventListener("click", () => { if (waiting[0]) haveRead(waiting[0]); });
    // What was read in one tab lies over no other.
    addEventListener("storage", (event) => {
      if (event.key !== "urgent-read") return;
      kept(localStorage, "urgent-read").forEach((mark) => shown.add(mark));
      if (dialog.open && waiting[0] && shown.has(markOf(waiting[0]))) dialog.close();
    });
  }

  // Thousands of pages hear the same news at once; the live program says over how long they shall spread their questions.
  let spreadMs = 0;
  const spread = (act) => setTimeout(act, Math.random() * spreadMs);
  const tell = (name, detail) => body.dispatchEvent(new CustomEvent(`live:${name}`, { bubbles: true, detail }));
  const refresh = (name, detail) => spread(() => tell(name, detail));
  const badge = document.getElementById("unread");
  let asking = null;
  const askUnread = () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const answer = await fetch("/inbox/unread/", { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok) return;
      const { unread } = await answer.json();
      badge.textContent = unread;
      badge.hidden = !unread;
    }, 150 + Math.random() * spreadMs);
  };

  const wantedTopics = () => {
    const found = new Set();
    for (const element of document.querySelectorAll("[data-topics]")) {
      element.dataset.topics.split(/[\s,]+/).filter(Boolean).forEach((name) => found.add(name));
    }
    for (const element of document.querySelectorAll("[hx-trigger*='live:']")) {
      for (const [, name] of element.getAttribute("hx-trigger").matchAll(/live:([a-z0-9_]+\.[a-z0-9_]+)/g)) found.add(name);
    }
    return [...found].slice(0, 20);
  };

  // The mark "away": after some seconds only, because a line that is back at once has disturbed nobody.
  const mark = document.getElementById("live-away");
  let away = null;
  const isAway = () => {
    body.dataset.liveState = "away";
    away ??= setTimeout(() => { if (mark) mark.hidden = false; body.dataset.liveLost = "yes"; }, AWAY_MS);
  };
  const isBack = () => {
    clearTimeout(away);
    away = null;
    if (mark) mark.hidden = true;
    delete body.dataset.liveLost;
    body.dataset.liveState = "open";
  };

  // The same news may come again after a reconnect; it is known by its kind and number.
  const heard = new Set();
  const isNew = (kind, data) => {
    if (data.id === undefined) return true;
    const name = `${kind} ${data.id}`;
    if (heard.has(name)) return false;
    heard.add(name);
    if (heard.size > 2000) heard.delete(heard.values().next().value);
    return true;
  };

  let line = null, after = body.dataset.after, retry = RETRY_MS, silent = null, coming = null;
  const close = () => { line?.close(); line = null; clearTimeout(silent); clearTimeout(coming); coming = null; };
  const comeBack = () => {
    close();
    coming = setTimeout(open, retry * (1 + Math.random() / 2));
    retry = Math.min(retry * 2, RETRY_MAX_MS);
  };
  const isAlive = () => {
    clearTimeout(silent);
    silent = setTimeout(() => { isAway(); comeBack(); }, SILENT_MS);
  };
  function open() {
    close();
    const topics = wantedTopics();
    const asked = topics.length ? `&topics=${encodeURIComponent(topics.join(","))}` : "";
    const own = line = new EventSource(`${body.dataset.live}${asked}&after=${encodeURIComponent(after)}`);
    isAlive();
    const on = (kind, act) => own.addEventListener(kind, (event) => {
      if (own !== line) return;
      isAlive();
      if (event.lastEventId) after = event.lastEventId;
      const data = JSON.parse(event.data);
      if (isNew(kind, data)) act(data);
    });
    on("hello", ({ spread_ms: told = 0, refused = {} }) => {
      retry = RETRY_MS;
      spreadMs = told;
      isBack();
      for (const [name, reason] of Object.entries(refused)) {
        tell("refused", { topic: name, reason });
        console.info(`live: ${name}: ${reason}`);
      }
      tell("open", {});
    });
    on("alive", () => {});
    on("urgent", (notice) => {
      if (!shown.has(markOf(notice)) && !waiting.some((other) => other.id === notice.id)) {
        waiting.push(notice);
        showNext();
      }
      refresh("notices");
    });
    on("notice", () => refresh("notices"));
    on("inbox", () => { if (badge) askUnread(); refresh("inbox"); });
    on("topic", (told) => refresh(told.topic, told));
    // The browser tries again by itself after a broken line, but not after an answer such as 503.
    own.addEventListener("error", () => {
      if (own !== line) return;
      isAway();
      if (own.readyState === EventSource.CLOSED) comeBack();
    });
  }

  // A hidden page lets its line go: browsers open few to one host, and it gets what it missed when it is looked at.
  let hiding = null;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => { close(); body.dataset.liveState = "asleep"; }, HIDDEN_MS);
    else if (!line && !coming) open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
})();
