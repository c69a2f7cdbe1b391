// Runs in the page around the frames. Starts one player after the other, and passes on what they
// report: with this page's session, for the block that the frame stands in, and nothing else.
// Whatever comes out of a frame is a stranger's: it is taken only from that frame's own window, only
// in the shapes below, and only so much of it at a time.
const START_TIMEOUT = 15_000;
const LARGEST_STATEMENT = 64 * 1024;
const LARGEST_STATE = 256 * 1024;
const LARGEST_KEPT_ALIVE = 60 * 1024; // what browsers send for a page that is being left
const HIGHEST = 6000;
const RESULTS_WAITING = 8;
const STATES_WAITING = 50;
const BETWEEN_RESULTS = 1000;
const BETWEEN_STATES = 600;
const TRIES = 4;
const DATA_TYPE = /^[\w.-]{1,60}$/;
const PART = /^(0|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const isText = (value, most) => typeof value === "string" && value.length > 0 && value.length <= most;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

class Player {
  constructor(root) {
    this.root = root;
    this.data = root.dataset;
    this.token = root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.status = root.querySelector("[data-h5p-status]");
    this.button = root.querySelector("[data-h5p-start]");
    this.frame = null;
    this.isDone = this.data.isDone === "true";
    this.results = [];
    this.states = new Map();
    this.isSendingResults = false;
    this.isSendingStates = false;
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
    if (this.results.length >= RESULTS_WAITING) return;
    this.results.push({ attempt: crypto.randomUUID(), ...values });
    this.sendResults();
  }

  async sendResults() {
    if (this.isSendingResults) return;
    this.isSendingResults = true;
    while (this.results.length) {
      const answer = await this.insist(this.data.resultsUrl, this.results[0]);
      this.results.shift();
      if (answer?.recorded) this.tell(answer);
      await wait(BETWEEN_RESULTS);
    }
    this.isSendingResults = false;
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
    const name = `${part} ${dataType}`;
    if (!this.states.has(name) && this.states.size >= STATES_WAITING) return;
    this.states.set(name, { type: dataType, part, value: data });
    this.sendStates();
  }

  async sendStates() {
    if (this.isSendingStates) return;
    this.isSendingStates = true;
    while (this.states.size) {
      const [name, state] = this.states.entries().next().value;
      this.states.delete(name);
      await this.insist(this.data.stateUrl, state);
      await wait(document.visibilityState === "hidden" ? 0 : BETWEEN_STATES);
    }
    this.isSendingStates = false;
  }

  flush() {
    // the page may be gone in a moment: everything at once, in requests that outlive it
    for (const state of this.states.values()) this.post(this.data.stateUrl, state).catch(() => {});
    this.states.clear();
    for (const result of this.results) this.post(this.data.resultsUrl, result).catch(() => {});
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

  // The same attempt again is the same row, so sending twice does no harm.
  async insist(url, values) {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      let answer;
      try {
        answer = await this.post(url, values);
      } catch {
        this.say(this.data.textOffline);
        await wait(2000 * tries);
        continue;
      }
      if (answer.ok) return answer.json();
      const problem = await answer.json().catch(() => ({}));
      this.say(problem.message ?? this.data.textClosed);
      if (answer.status === 409 && problem.error === "too_early") {
        await wait(2000);
        continue;
      }
      if (answer.status !== 429) return null;
      await wait(1000 * Number(answer.headers.get("Retry-After") ?? 60));
    }
    return null;
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
