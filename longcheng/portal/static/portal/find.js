// Typing ahead in every search box (`[data-find]`), after the ARIA combobox pattern; without it the box is a plain form.
"use strict";
(() => {
  const WAIT_MS = 120, LONGEST = 60;
  let boxes = 0;

  function fill(element, pieces) {
    for (const [text, isHit] of pieces) {
      element.append(isHit ? Object.assign(document.createElement("mark"), { textContent: text }) : text);
    }
    return element;
  }

  function equip(form) {
    const input = form.querySelector('input[name="q"]');
    if (!input || input.getAttribute("role") === "combobox") return;
    const holder = form.closest("[data-find]");
    const number = boxes++;
    const list = Object.assign(document.createElement("ul"), { id: `found-${number}`, className: "found", hidden: true });
    const said = Object.assign(document.createElement("p"), { className: "hidden" });
    const address = form.getAttribute("action") + "suggest/";
    let asked = null, timer = 0, active = -1, composing = false, shown = "", stands = false;

    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || input.placeholder);
    said.setAttribute("aria-live", "polite");
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);
    input.maxLength = LONGEST;
    holder.classList.add("find-box");
    form.after(list, said);

    const options = () => [...list.children];
    const isOpen = () => !list.hidden;

    function open() {
      if (!list.children.length || isOpen()) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function choose(place) {
      active = place;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      const option = options()[place];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    // Before, the first, …, the last, and round again by way of the box itself.
    function step(by) {
      const places = options().length + 1;
      choose(((active + 1 + by + places) % places) - 1);
    }

    function row(hit, at) {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = hit.url;
      const words = Object.assign(document.createElement("span"), { className: "found-words" });
      const title = fill(document.createElement("strong"), hit.title);
      if (hit.lang) title.lang = hit.lang;
      words.append(title);
      const second = document.createElement("span");
      if (hit.also.length) fill(second, hit.also);
      else second.textContent = hit.hint;
      if (second.textContent) words.append(" ", second);
      option.append(words);
      if (hit.kind) option.append(" ", Object.assign(document.createElement("small"), { textContent: hit.kind }));
      return option;
    }

    function show(answer) {
      list.replaceChildren(...answer.hits.map(row));
      if (answer.hits.length) {
        const all = row({ url: answer.all.url, title: [[answer.all.title, false]], also: [], hint: "", kind: "" }, answer.hits.length);
        all.classList.add("found-all");
        list.append(all);
      }
      said.textContent = answer.said;
      choose(-1);
      if (answer.hits.length && document.activeElement === input) open();
      else close();
    }

    async function ask() {
      const wanted = input.value.trim();
      asked?.abort();
      if (!wanted) {
        shown = "";
        list.replaceChildren();
        said.textContent = "";
        close();
        return;
      }
      if (wanted === shown) return open();
      asked = new AbortController();
      const { signal } = asked;
      try {
        const answer = await fetch(`${address}?q=${encodeURIComponent(wanted)}`, {
          signal, headers: { Accept: "application/json" }, credentials: "same-origin",
        });
        if (!answer.ok) return;
        const content = await answer.json();
        if (signal.aborted || input.value.trim() !== wanted) return;
        shown = wanted;
        show(content);
      } catch (error) {
        if (error.name !== "AbortError") close(); // the form still works
      }
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    }

    // An input method writes half pinyin into the box while one chooses characters: that is not yet a question.
    input.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
    input.addEventListener("compositionend", () => { composing = false; later(); });
    input.addEventListener("input", (event) => { if (!composing && !event.isComposing) later(); });
    input.addEventListener("focus", () => { if (input.value.trim() && input.value.trim() === shown) open(); });
    input.addEventListener("blur", () => { if (!stands) close(); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || composing || event.keyCode === 229) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!isOpen()) open();
        if (!isOpen()) return;
        event.preventDefault();
        step(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && active >= 0 && isOpen()) {
        event.preventDefault();
        location.assign(options()[active].dataset.url);
      } else if (event.key === "Enter") {
        asked?.abort();
        clearTimeout(timer);
      } else if (event.key === "Escape") {
        clearTimeout(timer);
        if (isOpen()) event.preventDefault();
        else input.value = "";
        close();
      } else if ((event.key === "Home" || event.key === "End" || event.key === "ArrowLeft" || event.key === "ArrowRight") && active >= 0) {
        choose(-1);
      }
    });
    list.addEventListener("pointerdown", (event) => { stands = true; event.preventDefault(); });
    document.addEventListener("pointerup", () => { stands = false; });
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
  }

  function start() {
    for (const holder of document.querySelectorAll("[data-find]")) {
      const form = holder.matches("form") ? holder : holder.querySelector("form");
      if (form) equip(form);
    }
  }

  // `/` goes to the box, as in most programs, unless one is writing somewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const inputs = [...document.querySelectorAll('[data-find] input[name="q"]')].filter((one) => one.offsetParent !== null);
    const input = inputs.find((one) => one.closest("main")) ?? inputs[0];
    if (input) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });

  start();
})();
