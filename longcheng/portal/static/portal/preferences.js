// The settings page shows each choice at once; it is kept only when it is saved.
"use strict";
(() => {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  form.querySelectorAll(".only-script").forEach((hint) => { hint.hidden = false; });
  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (["theme", "size", "contrast"].includes(name)) document.documentElement.dataset[name] = value;
  });
})();
