// Keeps the progress of a package that is read in the background up to date, and loads the page
// anew once it is done. Without this script, its link does so.

const INTERVAL_MS = 1000;
const progress = document.getElementById("progress");

async function look() {
  try {
    const answer = await fetch(progress.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const state = await answer.json();
      progress.value = state.progress;
      if (state.is_done) {
        window.location.reload();
        return;
      }
    }
  } catch {
    // The network was away for a moment: look again.
  }
  setTimeout(look, INTERVAL_MS);
}

setTimeout(look, INTERVAL_MS);
