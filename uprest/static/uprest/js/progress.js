// Moves the bar of a report that is being drawn, and shows the page anew when it is done. Without
// script there is a link to look again.

const SECONDS = 1.5;
const MOST = 200;

async function follow(part) {
  const bar = part.querySelector("progress");
  for (let turn = 0; turn < MOST; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    let state;
    try {
      const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) continue;
      state = await answer.json();
    } catch {
      continue; // no connection: the next turn may have one
    }
    bar.value = state.progress;
    if (!state.is_unfinished) {
      window.location.reload();
      return;
    }
  }
}

for (const part of document.querySelectorAll("[data-progress]")) follow(part);
