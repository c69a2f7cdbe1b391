// Keeps what an owner says of a skill as soon as it is said. Without it, the button keeps all.
const form = document.querySelector("form[data-keep]");
const status = form?.querySelector("[data-kept]");

form?.addEventListener("change", async (event) => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const select of event.target.closest("fieldset").querySelectorAll("select")) {
    data.set(select.name, select.value);
  }
  let kept = false;
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: data });
    kept = answer.status === 204;
  } catch {
    kept = false;
  }
  status.textContent = kept ? status.dataset.kept : status.dataset.lost;
});
