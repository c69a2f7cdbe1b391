// Runs in the player's frame between H5P's core and the libraries: what H5P would send to a server
// goes to the page around the frame, as messages. That page checks them; nothing here is trusted.
(() => {
  "use strict";

  const { site, contentId } = window.H5PIntegration.frame;
  const contents = window.H5PIntegration.contents[`cid-${contentId}`];
  // what was saved last, so that the same state is not sent twice
  const sent = new Map();
  let isTouched = false;
  let timer = 0;

  const say = (kind, values = {}) => {
    window.parent.postMessage({ from: "h5p-player", kind, ...values }, site);
  };

  const toJson = (value) => {
    try {
      return JSON.stringify(value);
    } catch {
      return undefined; // a content type whose state goes round in circles saves none
    }
  };

  const keep = (dataType, part, data) => {
    const name = `${part} ${dataType}`;
    if (data === undefined || sent.get(name) === data) return;
    sent.set(name, data);
    say("state", { dataType: String(dataType), part: String(part), data });
  };

  for (const [part, kept] of Object.entries(contents.contentUserData)) {
    for (const [dataType, data] of Object.entries(kept)) sent.set(`${part} ${dataType}`, data);
  }

  H5P.getUserData = (id, dataType, done, part = 0) => {
    const data = sent.get(`${part} ${dataType}`);
    if (data === undefined || data === "0") {
      done(undefined, undefined);
      return;
    }
    try {
      done(undefined, JSON.parse(data));
    } catch (error) {
      done(error);
    }
  };

  H5P.setUserData = (id, dataType, data, extras = {}) => {
    // a timer saves also what nobody has touched: that is no state of anybody
    if (isTouched) keep(dataType, extras.subContentId ?? 0, toJson(data));
  };

  H5P.deleteUserData = (id, dataType, part = 0) => keep(dataType, part, "0");

  const saveAll = () => {
    clearTimeout(timer);
    for (const instance of H5P.instances) {
      try {
        const state = instance.getCurrentState?.();
        if (state !== undefined) {
          H5P.setUserData(instance.contentId, "state", state, { deleteOnChange: true });
        }
      } catch (error) {
        console.warn("This content type cannot say where it is.", error);
      }
    }
  };

  const touch = () => {
    isTouched = true;
    clearTimeout(timer);
    timer = setTimeout(saveAll, 500);
  };

  for (const name of ["pointerup", "keyup", "change", "drop"]) {
    window.addEventListener(name, touch, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveAll();
  });
  window.addEventListener("pagehide", saveAll);

  const RESULTS = /\/(answered|completed|passed|failed|mastered)$/;
  H5P.externalDispatcher.on("xAPI", (event) => {
    const statement = event.data?.statement;
    if (isTouched) touch();
    // the rest is a flood, and says nothing that is kept
    if (RESULTS.test(String(statement?.verb?.id))) {
      const text = toJson(statement);
      if (text !== undefined) say("result", { statement: text });
    }
  });

  window.uprestPlayer = { say };
})();
