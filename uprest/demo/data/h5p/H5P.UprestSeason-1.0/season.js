// Tasks to put in the right time of the season. An H5P content type of UPREST's own, for the demo:
// radio buttons and a button, a score as xAPI, and a state to go on from.
H5P.UprestSeason = (function ($, EventDispatcher) {
  "use strict";

  function Season(params, id, extras) {
    EventDispatcher.call(this);
    this.params = params;
    this.contentId = id;
    this.chosen = ((extras && extras.previousState) || {}).chosen || {};
  }

  Season.prototype = Object.create(EventDispatcher.prototype);
  Season.prototype.constructor = Season;

  Season.prototype.attach = function ($container) {
    const self = this;
    const $box = $("<div>", { class: "uprest-season" }).appendTo($container);
    $("<p>", { text: self.params.question }).appendTo($box);
    self.params.tasks.forEach(function (task, number) {
      self.draw(task, number).appendTo($box);
    });
    $("<button>", { type: "button", text: self.params.check, click: () => self.check() }).appendTo($box);
    self.$result = $("<p>", { role: "status" }).appendTo($box);
    self.setActivityStarted();
  };

  Season.prototype.draw = function (task, number) {
    const self = this;
    const $group = $("<fieldset>").append($("<legend>", { text: task.text }));
    self.params.times.forEach(function (time, place) {
      const $input = $("<input>", { type: "radio", name: "task-" + number, value: place + 1 });
      $input.prop("checked", self.chosen[number] === place + 1);
      $input.on("change", function () {
        self.chosen[number] = place + 1;
        self.triggerXAPI("interacted");
      });
      $("<label>").append($input, document.createTextNode(time)).appendTo($group);
    });
    return $group.append($("<p>", { id: "why-" + number }));
  };

  Season.prototype.check = function () {
    const tasks = this.params.tasks;
    const answered = Object.keys(this.chosen).length;
    if (answered < tasks.length) {
      this.$result.text(this.params.missing);
      return;
    }
    let score = 0;
    for (let number = 0; number < tasks.length; number += 1) {
      const isRight = this.chosen[number] === tasks[number].time;
      score += isRight ? 1 : 0;
      $("#why-" + number)
        .text((isRight ? "✓ " : "✗ ") + tasks[number].feedback)
        .attr("class", isRight ? "is-right" : "is-wrong");
    }
    const words = this.params.result.replace("@score", score).replace("@total", tasks.length);
    this.$result.text(words);
    this.triggerXAPIScored(score, tasks.length, "completed", true, score === tasks.length);
    this.trigger("resize");
  };

  Season.prototype.getCurrentState = function () {
    return { chosen: this.chosen };
  };

  return Season;
})(H5P.jQuery, H5P.EventDispatcher);
