// Runs in the player's frame last: starts the content, and tells the page around how high it is.
(() => {
  "use strict";

  const { say } = window.uprestPlayer;
  delete window.uprestPlayer;
  let width = 0;
  let height = 0;

  const measure = () => {
    const box = document.querySelector(".h5p-content").getBoundingClientRect();
    const now = Math.ceil(box.top + window.scrollY + box.height);
    if (now !== height) {
      height = now;
      say("height", { height });
    }
  };

  const fit = () => {
    // the frame's height is our own doing; only another width makes the content lay itself out anew
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    H5P.instances.forEach((instance) => H5P.trigger(instance, "resize"));
  };

  H5P.jQuery(document).ready(() => {
    try {
      H5P.init(document.body);
    } catch (error) {
      console.error(error);
    }
    if (H5P.instances.length === 0) {
      say("failed");
      return;
    }
    width = window.innerWidth;
    new ResizeObserver(measure).observe(document.querySelector(".h5p-content"));
    window.addEventListener("resize", fit);
    window.addEventListener("load", () => {
      H5P.instances.forEach((instance) => H5P.trigger(instance, "resize"));
    });
    measure();
    say("ready");
  });
})();
