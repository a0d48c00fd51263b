// Addresses of the register while one types one into a form (`[data-address]`); the community is filled with it.
// Without it the field is a plain one: any text may stand in it.
"use strict";
(() => {
  const WAIT_MS = 150;
  let fields = 0;

  function equip(input) {
    const number = fields++;
    const place = document.querySelector(`[name="${input.dataset.community ?? ""}"]`);
    const list = Object.assign(document.createElement("ul"), { id: `choices-${number}`, className: "choices", hidden: true });
    const said = Object.assign(document.createElement("p"), { className: "hidden" });
    let timer = 0, asked = null, active = -1, composing = false, found = [];
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    said.setAttribute("aria-live", "polite");
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);
    input.after(list, said);

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) choose(-1);
    }

    function choose(at) {
      active = at;
      [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
      if (list.children[at]) {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    function take(at) {
      input.value = found[at].text;
      if (place) place.value = place.list ? (place.list.querySelector(`option[data-code="${found[at].division_code}"]`)?.value ?? found[at].division_code) : found[at].division_code;
      show(false);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function row(one, at) {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, lang: "zh-Hans" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const second = Object.assign(document.createElement("span"), { textContent: [one.where, one.why].filter(Boolean).join(" · ") });
      option.append(one.text, second);
      return option;
    }

    async function ask() {
      const wanted = input.value.trim();
      asked?.abort();
      if (wanted.length < 2) return show(false);
      asked = new AbortController();
      const { signal } = asked;
      try {
        // Posted: the form may be about a person, and what is typed belongs into no log.
        const answer = await fetch(input.dataset.address, {
          signal, method: "POST", body: new URLSearchParams({ q: wanted }), credentials: "same-origin",
          headers: { Accept: "application/json", "X-CSRFToken": input.form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" },
        });
        if (!answer.ok) return;
        const content = await answer.json();
        if (signal.aborted || input.value.trim() !== wanted) return;
        found = content.choices;
        list.replaceChildren(...found.map(row));
        said.textContent = found.length ? `${found.length}` : "";
        show(found.length > 0 && document.activeElement === input);
      } catch (error) {
        if (error.name !== "AbortError") show(false);
      }
    }

    const later = () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); };
    input.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
    input.addEventListener("compositionend", () => { composing = false; later(); });
    input.addEventListener("input", (event) => { if (!composing && !event.isComposing) later(); });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || composing || list.hidden) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        choose((active + step + found.length) % found.length);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        take(active);
      } else if (event.key === "Escape") show(false);
    });
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) take([...list.children].indexOf(option));
    });
  }

  for (const input of document.querySelectorAll("input[data-address]")) equip(input);
})();
