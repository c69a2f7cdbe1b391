// Runs in the page around the frames. Starts one player after the other, and passes on what they
// report: with this page's session, for the block that the frame stands in, and nothing else.
// Whatever comes out of a frame is a stranger's: it is taken only from that frame's own window, only
// in the shapes below, and only so much of it at a time. What was taken is held until the server has
// answered to it, however long that takes.
const START_TIMEOUT = 15_000;
const LARGEST_STATEMENT = 64 * 1024;
const LARGEST_STATE = 256 * 1024;
const LARGEST_KEPT_ALIVE = 60 * 1024; // what browsers send for a page that is being left
const HIGHEST = 6000;
const RESULTS_WAITING = 8;
const STATES_WAITING = 50;
const BETWEEN_RESULTS = 1000;
const BETWEEN_STATES = 600;
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60_000;
const TOO_EARLY_PAUSE = 2000;
const NOT_FOR_GOOD = [408, 425, 429]; // of the answers that refuse, those that ask to come again
const DATA_TYPE = /^[\w.-]{1,60}$/;
const PART = /^(0|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const isText = (value, most) => typeof value === "string" && value.length > 0 && value.length <= most;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Waits, but no longer than until the browser has a connection again.
const waitForConnection = (milliseconds) => new Promise((done) => {
  const end = () => {
    clearTimeout(timer);
    window.removeEventListener("online", end);
    done();
  };
  const timer = setTimeout(end, milliseconds);
  window.addEventListener("online", end);
});

// What is to be sent to one address, one after the other. Each stays until the server has taken it
// or refused it for good; a newer one of the same name takes its place.
class Outbox {
  constructor(player, url, { most, between, onTaken = () => {} }) {
    Object.assign(this, { player, url, most, between, onTaken });
    this.waiting = new Map();
    this.isSending = false;
    this.onItsWay = null;
    this.failures = 0;
  }

  put(name, values) {
    if (!this.waiting.has(name) && this.waiting.size >= this.most) return;
    this.waiting.delete(name); // at the end, so that one that changes often does not hold up others
    this.waiting.set(name, values);
    this.send();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    while (this.waiting.size) {
      const [name, values] = this.waiting.entries().next().value;
      this.onItsWay = values;
      const { isSettled, pause = 0, needsConnection = false, taken } = await this.deliver(values);
      this.onItsWay = null;
      // else there is a newer one
      if (isSettled && this.waiting.get(name) === values) this.waiting.delete(name);
      if (taken) this.onTaken(taken);
      if (needsConnection) await waitForConnection(pause);
      else await wait(pause || this.between());
    }
    this.isSending = false;
  }

  // The same attempt again is the same row, so sending twice does no harm.
  async deliver(values) {
    let answer;
    let said;
    try {
      answer = await this.player.post(this.url, values);
      said = await answer.json().catch(() => null);
    } catch {
      return this.fail();
    }
    // a page that says "ok" and is none of ours comes from the network in between
    if (answer.status >= 500 || (answer.ok && said === null)) return this.fail();
    this.failures = 0;
    this.player.sayReached();
    if (answer.ok) return { isSettled: true, taken: said };
    this.player.say(said?.message ?? this.player.data.textClosed);
    if (answer.status === 409 && said?.error === "too_early") return { pause: TOO_EARLY_PAUSE };
    if (!NOT_FOR_GOOD.includes(answer.status)) return { isSettled: true };
    return { pause: 1000 * Number(answer.headers.get("Retry-After") ?? 60) };
  }

  fail() {
    this.failures += 1;
    this.player.sayUnreachable();
    const pause = Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
    return { pause, needsConnection: true };
  }

  // The page may be gone in a moment: everything at once, in requests that outlive it. If it stays,
  // all of it is sent again in its turn.
  flush() {
    for (const values of this.waiting.values()) {
      if (values !== this.onItsWay) this.player.post(this.url, values).catch(() => {});
    }
  }

  get isStuck() {
    return this.failures > 0 && this.waiting.size > 0;
  }
}

class Player {
  constructor(root) {
    this.root = root;
    this.data = root.dataset;
    this.token = root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.status = root.querySelector("[data-h5p-status]");
    this.button = root.querySelector("[data-h5p-start]");
    this.frame = null;
    this.isDone = this.data.isDone === "true";
    this.saidBefore = "";
    this.results = new Outbox(this, this.data.resultsUrl, {
      most: RESULTS_WAITING,
      between: () => BETWEEN_RESULTS,
      onTaken: (answer) => { if (answer.recorded) this.tell(answer); },
    });
    this.states = new Outbox(this, this.data.stateUrl, {
      most: STATES_WAITING,
      between: () => (document.visibilityState === "hidden" ? 0 : BETWEEN_STATES),
    });
    this.settled = new Promise((done) => { this.settle = done; });
  }

  start() {
    if (this.frame) return this.settled;
    const drawn = this.root.querySelector("template").content.cloneNode(true);
    this.frame = drawn.querySelector("iframe");
    this.button.hidden = true;
    this.button.after(drawn);
    setTimeout(this.settle, START_TIMEOUT);
    return this.settled;
  }

  hear(message) {
    const { kind } = message;
    if (kind === "ready") this.becomeReady();
    else if (kind === "failed") this.fail();
    else if (kind === "height") this.fit(message.height);
    else if (kind === "result") this.takeResult(message.statement);
    else if (kind === "state") this.takeState(message);
  }

  becomeReady() {
    if (this.isReady) return;
    this.isReady = true;
    this.settle();
    if (!this.data.resultsUrl || this.isDone) return;
    if (this.data.doneWhen === "OPENED") this.report({ stamp: this.data.stamp });
    if (this.data.doneWhen === "STAYED") this.stay(Number(this.data.seconds));
  }

  fail() {
    this.settle();
    this.say(this.data.textFailed);
  }

  fit(height) {
    if (!Number.isFinite(height) || height < 1) return;
    this.frame.style.height = `${Math.min(Math.ceil(height), HIGHEST)}px`;
  }

  async stay(seconds) {
    for (let stayed = 0; stayed < seconds;) {
      await wait(1000);
      if (document.visibilityState === "visible") stayed += 1;
    }
    this.report({ stamp: this.data.stamp });
  }

  takeResult(statement) {
    if (!this.data.resultsUrl || !isText(statement, LARGEST_STATEMENT)) return;
    this.report({ statement });
  }

  report(values) {
    const attempt = crypto.randomUUID();
    this.results.put(attempt, { attempt, ...values });
  }

  tell(answer) {
    this.isDone = true;
    const text = this.data.doneWhen === "COMPLETED" ? this.data.textScore : this.data.textDone;
    this.say(text.replace("{percent}", String(answer.percent)));
  }

  takeState({ dataType, part, data }) {
    if (!this.data.stateUrl) return;
    if (!isText(data, LARGEST_STATE)) {
      if (typeof data === "string" && data.length > LARGEST_STATE) this.say(this.data.textTooLarge);
      return;
    }
    if (typeof dataType !== "string" || !DATA_TYPE.test(dataType)) return;
    if (typeof part !== "string" || !PART.test(part)) return;
    this.states.put(`${part} ${dataType}`, { type: dataType, part, value: data });
  }

  flush() {
    this.states.flush();
    this.results.flush();
  }

  post(url, values) {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: this.token,
      content: this.data.content,
      ...values,
    });
    return fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: body.toString().length < LARGEST_KEPT_ALIVE,
    });
  }

  sayUnreachable() {
    if (this.status.textContent === this.data.textOffline) return;
    this.saidBefore = this.status.textContent;
    this.say(this.data.textOffline);
  }

  sayReached() {
    const isStuck = this.results.isStuck || this.states.isStuck;
    if (!isStuck && this.status.textContent === this.data.textOffline) this.say(this.saidBefore);
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

const players = [...document.querySelectorAll("[data-h5p-player]")].map((root) => new Player(root));

// Two that start at once can hang each other: one after the other, the tapped one next.
const queue = [];
let isStarting = false;

const startNext = async () => {
  if (isStarting) return;
  isStarting = true;
  while (queue.length) await queue.shift().start();
  isStarting = false;
};

const enqueue = (player, { first = false } = {}) => {
  const place = queue.indexOf(player);
  if (place >= 0) queue.splice(place, 1);
  if (first) queue.unshift(player);
  else queue.push(player);
  startNext();
};

const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    observer.unobserve(entry.target);
    enqueue(players.find((player) => player.root === entry.target));
  }
}, { rootMargin: "300px 0px" });

for (const player of players) {
  player.root.querySelector("[data-h5p-needs]").remove();
  player.button.hidden = false;
  player.button.addEventListener("click", () => enqueue(player, { first: true }));
  observer.observe(player.root);
}

window.addEventListener("message", (event) => {
  // a frame without an origin says "null"; which frame it is, its window tells
  if (event.origin !== "null" || event.source === null) return;
  const player = players.find((one) => one.frame?.contentWindow === event.source);
  const message = event.data;
  if (!player || typeof message !== "object" || message?.from !== "h5p-player") return;
  player.hear(message);
});

document.addEventListener("visibilitychange", () => {
  // the frames hear it too, and have something left to say
  if (document.visibilityState === "hidden") setTimeout(() => players.forEach((one) => one.flush()), 50);
});
window.addEventListener("pagehide", () => players.forEach((player) => player.flush()));
window.addEventListener("beforeunload", (event) => {
  if (players.some((player) => player.results.isStuck)) event.preventDefault();
});
