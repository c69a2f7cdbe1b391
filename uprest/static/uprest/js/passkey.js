// Passkeys need script. What offers them is hidden until script runs and the browser knows passkeys;
// a code by e-mail always works.
const show = (selector) => {
  for (const part of document.querySelectorAll(selector)) part.hidden = false;
};

show(window.PublicKeyCredential ? "[data-passkey]" : "[data-passkey-missing]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("[data-passkey-failed]");
  document.querySelector("[data-passkey-failed]")?.focus();
});
