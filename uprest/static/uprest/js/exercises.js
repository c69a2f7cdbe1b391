// Exercises are forms of plain fields, which work without this file. With it, words are tapped or
// dragged to their places and steps are moved; the fields stay, hidden, and are what is sent.
const FAR = 8; // pixels that a finger may tremble

const fill = (text, words) => text.replace(/\{(\w+)\}/g, (all, name) => words[name] ?? all);

function makeVoice(root) {
  const live = root.querySelector("[data-live]");
  return {
    empty: live.dataset.empty,
    say: (name, words = {}) => {
      live.textContent = fill(live.dataset[name], words);
    },
  };
}

// Tells what is dragged from a pointer's going down on `root` until it is let go. `find` returns
// what a target belongs to that can be dragged, or nothing.
function watchDrags(root, find, { start, move, drop }) {
  let drag = null;
  root.addEventListener("pointerdown", (event) => {
    const source = event.isPrimary && event.button === 0 ? find(event.target) : null;
    if (source) drag = { source, x: event.clientX, y: event.clientY, isOn: false };
  });
  addEventListener("pointermove", (event) => {
    if (!drag || !event.isPrimary) return;
    const way = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (!drag.isOn && way < FAR) return;
    if (!drag.isOn) start(drag.source);
    drag.isOn = true;
    move(drag.source, event);
  });
  const end = (event) => {
    if (!drag || !event.isPrimary) return;
    const { source, isOn } = drag;
    drag = null;
    if (!isOn) return;
    // the click that follows a drag is none
    root.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => root.removeEventListener("click", swallow, { capture: true }));
    drop(source, event.type === "pointerup" ? event : null);
  };
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

// Words in a bank, and the slots that they go to. Each slot stands behind its select box.
function setUpSlots(root) {
  const voice = makeVoice(root);
  const chips = [...root.querySelectorAll("[data-word]")];
  const slots = [...root.querySelectorAll("[data-slot]")];
  const fieldOf = (slot) => slot.previousElementSibling;
  const wordOf = (token) => chips.find((chip) => chip.dataset.word === token)?.textContent ?? "";
  let held = null;
  let ghost = null;

  const draw = () => {
    const used = new Set(slots.map((slot) => fieldOf(slot).value));
    for (const chip of chips) {
      chip.setAttribute("aria-pressed", String(chip === held));
      chip.classList.toggle("is-used", used.has(chip.dataset.word));
    }
    for (const slot of slots) {
      const word = wordOf(fieldOf(slot).value);
      slot.textContent = word || "\u00a0";
      slot.classList.toggle("is-filled", word !== "");
      slot.setAttribute("aria-label", `${slot.dataset.slot}: ${word || voice.empty}`);
    }
  };
  const put = (slot, token) => {
    const word = wordOf(token || fieldOf(slot).value);
    fieldOf(slot).value = token;
    const part = slot.closest(".is-right, .is-wrong");
    part?.querySelector(".mark")?.remove(); // it was about the answer before
    part?.classList.remove("is-right", "is-wrong");
    held = null;
    draw();
    voice.say(token ? "put" : "taken", { word, place: slot.dataset.slot });
  };

  root.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-word]");
    const slot = event.target.closest("[data-slot]");
    if (chip) {
      held = held === chip ? null : chip;
      draw();
      voice.say(held ? "held" : "freed", { word: chip.textContent });
    } else if (slot && held) {
      put(slot, held.dataset.word);
    } else if (slot && fieldOf(slot).value) {
      put(slot, "");
    } else if (slot) {
      voice.say("nothing");
    }
  });
  watchDrags(root, (target) => target.closest("[data-word], .slot.is-filled"), {
    start: (source) => {
      ghost = document.createElement("div");
      ghost.className = "word-chip ghost";
      ghost.textContent = source.textContent;
      ghost.setAttribute("aria-hidden", "true");
      document.body.append(ghost);
    },
    move: (source, event) => {
      ghost.style.transform = `translate(${event.clientX}px, ${event.clientY}px)`;
    },
    drop: (source, event) => {
      ghost.remove();
      if (!event) return;
      const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-slot]");
      const isFromSlot = source.matches("[data-slot]");
      const token = isFromSlot ? fieldOf(source).value : source.dataset.word;
      if (isFromSlot && source !== under) put(source, "");
      if (under && root.contains(under)) put(under, token);
    },
  });

  root.querySelector("[data-bank]").hidden = false;
  for (const slot of slots) {
    fieldOf(slot).hidden = true;
    slot.hidden = false;
  }
  draw();
}

// Steps in a list. The place in the list is the place that each step's select box sends.
function setUpSteps(root) {
  const voice = makeVoice(root);
  const list = root.querySelector("ol");
  const mark = (mover, isOff) => mover.setAttribute("aria-disabled", String(isOff));

  const number = () => {
    const steps = [...list.children];
    steps.forEach((step, place) => {
      step.querySelector("select").value = String(place + 1);
      mark(step.querySelector("[data-move='-1']"), place === 0);
      mark(step.querySelector("[data-move='1']"), place === steps.length - 1);
    });
    return steps;
  };
  const settle = (moved) => {
    const steps = number();
    for (const step of steps) {
      step.classList.remove("is-right", "is-wrong", "is-moving");
      step.querySelector(".mark")?.remove(); // it was about the answer before
    }
    const place = steps.indexOf(moved) + 1;
    voice.say("moved", { word: moved.dataset.step, place, total: steps.length });
  };

  list.addEventListener("click", (event) => {
    const mover = event.target.closest("[data-move]");
    if (!mover || mover.getAttribute("aria-disabled") === "true") return;
    const step = mover.closest("[data-step]");
    if (mover.dataset.move === "1") step.nextElementSibling.after(step);
    else step.previousElementSibling.before(step);
    mover.focus(); // moving it in the document has taken the focus away
    settle(step);
  });
  watchDrags(list, (target) => target.closest("[data-handle]")?.closest("[data-step]"), {
    start: (step) => step.classList.add("is-moving"),
    move: (step, event) => {
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-step]");
      if (!over || over === step || !list.contains(over)) return;
      const box = over.getBoundingClientRect();
      if (event.clientY > box.top + box.height / 2) over.after(step);
      else over.before(step);
    },
    drop: settle,
  });

  for (const step of list.children) {
    step.querySelector("select").hidden = true;
    for (const part of step.querySelectorAll("[data-handle], [data-move]")) part.hidden = false;
  }
  number();
}

const setUp = (name, build) => {
  for (const root of document.querySelectorAll(name)) {
    if (!root.closest("fieldset:disabled")) build(root); // an answer that is only shown
  }
};

setUp("[data-slots]", setUpSlots);
setUp("[data-steps]", setUpSteps);
