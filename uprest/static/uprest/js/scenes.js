// What script adds to exercises on pictures, in videos and in words. All of them work without it:
// items have a list to choose their zone from, places have their texts, questions stand below the
// video. Nothing here knows what is right.

// --- Items for zones: drag one, or tap it and then a zone -----------------------------------------

function setUpZones(scene) {
  const form = scene.closest("form");
  const zones = [...scene.querySelectorAll("[data-zone]")];
  const items = [...form.querySelectorAll("[data-item]")].map((row) => ({
    row,
    letter: row.dataset.item,
    list: row.querySelector("select"),
    button: makeButton(row.querySelector("[data-carry]")),
  }));
  let carried = null;

  const show = () => {
    for (const zone of zones) {
      const here = items.filter((item) => item.list.value === zone.dataset.zone);
      zone.querySelector("[data-placed]").textContent = here.map((item) => item.letter).join(" ");
    }
  };
  const carry = (item) => {
    carried = item;
    scene.classList.toggle("is-carrying", item !== null);
    for (const one of items) one.button.setAttribute("aria-pressed", String(one === item));
  };
  const put = (item, zone) => {
    item.list.value = zone.dataset.zone;
    item.row.classList.remove("is-right", "is-wrong");
    carry(null);
    show();
  };
  const findZone = (event) =>
    zones.find((zone) => {
      const box = zone.querySelector("rect").getBoundingClientRect();
      return (
        event.clientX >= box.left &&
        event.clientX <= box.right &&
        event.clientY >= box.top &&
        event.clientY <= box.bottom
      );
    });
  const mark = (over) => {
    for (const zone of zones) zone.classList.toggle("is-over", zone === over);
  };

  for (const item of items) {
    item.list.addEventListener("change", () => {
      item.row.classList.remove("is-right", "is-wrong");
      show();
    });
    item.button.addEventListener("click", () => carry(carried === item ? null : item));
    letDrag(item.button, {
      move: (event) => {
        if (carried !== item) carry(item);
        mark(findZone(event));
      },
      drop: (event) => {
        const zone = findZone(event);
        mark(null);
        if (zone) put(item, zone);
        else carry(null);
      },
    });
  }
  scene.addEventListener("click", (event) => {
    const zone = carried && findZone(event);
    if (zone) put(carried, zone);
  });
}

// The items are words until script runs: then each is a button to pick it up with.
function makeButton(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = words.className;
  button.append(...words.childNodes);
  button.setAttribute("aria-pressed", "false");
  words.replaceWith(button);
  return button;
}

// A press that moves less than this is a tap.
const TAP = 8;

function letDrag(button, { move, drop }) {
  let start = null;
  let isDragged = false;
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = event;
    isDragged = false;
    button.setPointerCapture(event.pointerId);
  });
  button.addEventListener("pointermove", (event) => {
    if (start === null) return;
    isDragged ||= Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > TAP;
    if (!isDragged) return;
    scrollNearEdge(event.clientY);
    move(event);
  });
  const end = (event) => {
    if (start !== null && isDragged) drop(event);
    start = null;
  };
  button.addEventListener("pointerup", end);
  button.addEventListener("pointercancel", end);
  // the click that follows a drag is none
  button.addEventListener(
    "click",
    (event) => {
      if (!isDragged) return;
      event.stopImmediatePropagation();
      isDragged = false;
    },
    { capture: true },
  );
}

// On a phone the picture may be above the window's edge.
function scrollNearEdge(y) {
  const edge = 80;
  if (y < edge) window.scrollBy(0, -12);
  else if (y > window.innerHeight - edge) window.scrollBy(0, 12);
}

// --- Places on a picture: a tap opens the place's text ---------------------------------------------

function setUpHotspots(scene) {
  const form = scene.closest("form");
  scene.classList.add("has-script");
  for (const spot of scene.querySelectorAll("[data-spot]")) {
    const text = form.querySelector(`[data-spot-text="${spot.dataset.spot}"]`);
    spot.addEventListener("click", () => {
      text.open = true;
      text.querySelector("summary").focus();
    });
  }
}

// --- Questions in a video: it stops at each, once ---------------------------------------------------

function setUpVideo(figure) {
  const video = figure.querySelector("video");
  if (!video) return;
  const questions = [...figure.closest("form").querySelectorAll("[data-second]")].map((part) => ({
    part,
    second: Number(part.dataset.second),
    isAsked: false,
  }));

  for (const question of questions) {
    const goOn = question.part.querySelector("[data-go-on]");
    goOn.hidden = false;
    goOn.querySelector("button").addEventListener("click", () => {
      video.focus();
      video.play();
    });
  }
  let before = 0;
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    const due = questions.find(
      (one) => !one.isAsked && one.second > before - 0.5 && one.second <= now,
    );
    before = now;
    if (!due || video.paused) return;
    due.isAsked = true;
    video.pause();
    if (document.fullscreenElement) document.exitFullscreen();
    due.part.focus();
  });
  // whoever goes back is asked again; whoever jumps ahead is not asked what was left out
  video.addEventListener("seeking", () => {
    before = video.currentTime;
    for (const one of questions) one.isAsked &&= one.second < before;
  });
}

// --- Texts: a draft stays in this tab until it is kept ------------------------------------------------

function setUpDraft(field) {
  const name = `draft ${field.dataset.draft}`;
  const draft = sessionStorage.getItem(name);
  if (draft?.trim() === field.value.trim()) sessionStorage.removeItem(name);
  else if (draft) field.value = draft;
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
}

for (const kept of document.querySelectorAll("[data-kept]")) {
  sessionStorage.removeItem(`draft ${kept.dataset.kept}`);
}
document.querySelectorAll("[data-zones]").forEach(setUpZones);
document.querySelectorAll("[data-hotspots]").forEach(setUpHotspots);
document.querySelectorAll("[data-video]").forEach(setUpVideo);
document.querySelectorAll("[data-draft]").forEach(setUpDraft);
