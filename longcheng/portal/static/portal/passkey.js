// Passkeys: asks the city for a challenge, the device for its answer, and sends it back. Also the print buttons.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => {
    if (!buffer) return null;
    let signs = "";
    for (const byte of new Uint8Array(buffer)) signs += String.fromCharCode(byte);
    return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const keys = (list) => (list || []).map((key) => ({ type: key.type, id: bytes(key.id) }));

  const make = async (options) => {
    const made = await navigator.credentials.create({ publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: keys(options.excludeCredentials),
    } });
    return { id: made.id, rawId: made.id, type: made.type, clientExtensionResults: {}, response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    } };
  };
  const prove = async (options) => {
    const proof = await navigator.credentials.get({ publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: keys(options.allowCredentials),
    } });
    const userHandle = text(proof.response.userHandle);
    return { id: proof.id, rawId: proof.id, type: proof.type, clientExtensionResults: {}, response: {
      clientDataJSON: text(proof.response.clientDataJSON),
      authenticatorData: text(proof.response.authenticatorData),
      signature: text(proof.response.signature),
      ...(userHandle ? { userHandle } : {}),
    } };
  };

  const setUp = (place) => {
    const words = place.querySelector("[data-passkey-words]").dataset;
    const problem = place.querySelector("[data-passkey-problem]");
    const button = place.querySelector("[data-passkey-press]");
    const name = place.querySelector("[name=name]");
    const token = place.querySelector("[name=csrfmiddlewaretoken]").value;

    const say = (sentence) => {
      problem.textContent = sentence;
      problem.hidden = false;
    };
    const ask = async (address, data) => {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify(data),
      });
      const said = await answer.json();
      if (answer.status === 403 && said.location) location.assign(said.location);
      if (!answer.ok) throw new Error(said.error);
      return said;
    };
    const press = async () => {
      problem.hidden = true;
      button.disabled = true;
      try {
        const data = name ? { name: name.value } : { next: place.dataset.next };
        const { options } = await ask(place.dataset.begin, data);
        const answer = await (place.dataset.passkey === "add" ? make : prove)(options);
        const done = await ask(place.dataset.finish, { ...data, answer });
        location.assign(done.location);
      } catch (error) {
        // What the device or the person refused comes as a DOMException with an English text of the browser's own.
        if (error instanceof DOMException) say(error.name === "InvalidStateError" ? words.known : words.stopped);
        else if (error instanceof TypeError || error instanceof SyntaxError) say(words.away);
        else say(error.message);
        button.disabled = false;
      }
    };
    button.addEventListener("click", press);
    if (place instanceof HTMLFormElement) {
      place.addEventListener("submit", (event) => {
        event.preventDefault();
        press();
      });
    }
    place.hidden = false;
  };

  if (!window.PublicKeyCredential || !navigator.credentials) return;
  document.querySelectorAll("[data-passkey]").forEach(setUp);
  document.querySelectorAll("[data-passkey-unable]").forEach((note) => { note.hidden = true; });
})();
