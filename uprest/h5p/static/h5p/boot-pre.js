// Runs in the player's frame before H5P: hands H5P its data, and stands in for what a frame without
// an origin does not have. There, touching localStorage or document.cookie throws, and many content
// types touch them at their start.
(() => {
  "use strict";

  class Memory {
    getItem(name) {
      return Object.hasOwn(this, name) ? this[name] : null;
    }

    setItem(name, value) {
      this[name] = String(value);
    }

    removeItem(name) {
      delete this[name];
    }

    clear() {
      Object.keys(this).forEach((name) => delete this[name]);
    }

    key(number) {
      return Object.keys(this)[number] ?? null;
    }

    get length() {
      return Object.keys(this).length;
    }
  }

  const stand = (owner, name, description) => {
    try {
      Object.defineProperty(owner, name, { configurable: true, ...description });
    } catch {
      // a browser that does not allow it has its reasons; most content types go on without
    }
  };

  for (const name of ["localStorage", "sessionStorage"]) {
    stand(window, name, { value: new Memory() });
  }
  stand(document, "cookie", { get: () => "", set: () => undefined });

  window.H5PIntegration = JSON.parse(document.getElementById("h5p-integration").textContent);
  window.H5P = { preventInit: true };
})();
