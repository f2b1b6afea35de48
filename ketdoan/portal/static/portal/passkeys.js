// Passkeys of the app: [data-passkey] is a form whose answer the phone gives; its data-asks says where what is asked stands.
(() => {
  "use strict";
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      try {
        const { publicKey } = await (await fetch(form.dataset.asks, { headers: { Accept: "application/json" } })).json();
        const made = form.dataset.passkey === "new"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
        // The page may be older than the session: the token is asked for anew.
        form.elements.csrfmiddlewaretoken.value = (await (await fetch("/app/phien", { cache: "no-store" })).json()).csrf;
        form.elements.answer.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch (problem) {
        form.querySelector("[role=status]").textContent = problem.name === "NotAllowedError"
          ? "Chưa xong: máy không xác nhận, hoặc anh chị đã thôi." : "Máy này chưa dùng được khóa. Hãy vào bằng mã.";
      }
    });
  }
})();
