// “Where am I”: fills the field with the browser's position, rounded to about a metre. Without it one types two numbers.
"use strict";
(() => {
  const button = document.querySelector("[data-here]");
  const field = document.getElementById("field-at");
  if (!button || !field || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`;
        field.form.submit();
      },
      () => {
        button.disabled = false;
        document.getElementById("here-said").textContent = button.dataset.refused;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
})();
