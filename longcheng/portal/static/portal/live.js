// The live line of an open page: urgent notices overlay it, the mark of unread messages follows, lists refresh.
"use strict";
(() => {
  const body = document.body;
  if (!window.EventSource || !body.dataset.live) return;

  const remembered = (store, name) => new Set(JSON.parse(store.getItem(name) || "[]"));
  const remember = (store, name, set) => store.setItem(name, JSON.stringify([...set].slice(-200)));
  const shown = remembered(localStorage, "urgent-read");
  // A number alone would come again in a city that was reset.
  const markOf = (notice) => `${notice.id} ${notice.at}`;
  const waiting = [];
  const dialog = document.getElementById("urgent");

  const showNext = () => {
    if (dialog.open || !waiting.length) return;
    const notice = waiting[0];
    document.getElementById("urgent-title").textContent = notice.title;
    document.getElementById("urgent-body").textContent = notice.body;
    document.getElementById("urgent-area").textContent = notice.area;
    document.getElementById("urgent-link").href = notice.url;
    dialog.showModal();
  };
  const closeFirst = () => {
    const notice = waiting.shift();
    if (notice) {
      shown.add(markOf(notice));
      remember(localStorage, "urgent-read", shown);
    }
    showNext();
  };
  dialog.addEventListener("close", closeFirst);
  document.getElementById("urgent-close").addEventListener("click", () => dialog.close());
  document.getElementById("urgent-link").addEventListener("click", () => {
    const notice = waiting[0];
    if (notice) shown.add(markOf(notice));
    remember(localStorage, "urgent-read", shown);
  });

  const refresh = (name) => body.dispatchEvent(new CustomEvent(`live:${name}`, { bubbles: true }));
  const badge = document.getElementById("unread");
  let asking = null;
  const askUnread = () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const answer = await fetch("/inbox/unread/", { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { unread } = await answer.json();
      badge.textContent = unread;
      badge.hidden = !unread;
    }, 150);
  };

  let after = body.dataset.after;
  let retry = 500;
  const open = () => {
    const line = new EventSource(`${body.dataset.live}&after=${encodeURIComponent(after)}`);
    line.addEventListener("open", () => { retry = 500; body.dataset.liveState = "open"; });
    const on = (kind, act) => line.addEventListener(kind, (event) => {
      if (event.lastEventId) after = event.lastEventId;
      act(JSON.parse(event.data));
    });
    on("hello", () => {});
    on("urgent", (notice) => {
      if (shown.has(markOf(notice)) || waiting.some((other) => other.id === notice.id)) return;
      waiting.push(notice);
      showNext();
      refresh("notices");
    });
    on("notice", () => refresh("notices"));
    on("inbox", () => { if (badge) askUnread(); refresh("inbox"); });
    // The browser tries again by itself after a broken line, but not after an answer such as 503.
    line.addEventListener("error", () => {
      body.dataset.liveState = "away";
      if (line.readyState === EventSource.CLOSED) {
        setTimeout(open, retry);
        retry = Math.min(retry * 2, 15000);
      }
    });
    addEventListener("pagehide", () => line.close(), { once: true });
  };
  open();
})();
