// A package that tries to get out of its frame. Whatever it reaches, it writes into its own page;
// the test reads it there.
H5P.UprTest = function (params, id) {
  this.params = params;
  this.id = id;
};

H5P.UprTest.prototype.attach = function ($container) {
  const found = {};
  const site = this.params.site;
  const show = () => {
    $container.html('<pre id="found"></pre>');
    document.getElementById("found").textContent = JSON.stringify(found);
  };
  const attempt = (name, deed) => {
    try {
      const reached = deed();
      found[name] = reached === undefined || reached === null ? "nothing" : `got ${reached}`;
    } catch (error) {
      found[name] = `refused: ${error.name}`;
    }
  };

  attempt("cookie", () => document.cookie || null);
  attempt("cookie of the document", () => {
    delete document.cookie;
    return document.cookie || null;
  });
  attempt("storage", () => {
    delete window.localStorage;
    return window.localStorage instanceof Storage ? "the browser's" : null;
  });
  attempt("databases", () => indexedDB.open("x") && undefined);
  attempt("page around", () => window.parent.document.title);
  attempt("address around", () => window.parent.location.href);
  attempt("name of origin", () => window.origin);
  attempt("frame element", () => window.frameElement);
  attempt("window of its own", () => window.open(`${site}/en/`));
  attempt("frame beside", () => window.parent.frames[1].document.title);

  for (const name of ["top", "parent"]) {
    attempt(`${name} away`, () => { window[name].location = `${site}/en/gone/`; });
    attempt(`${name} replaced`, () => { window[name].location.replace(`${site}/en/gone/`); });
  }
  attempt("frame beside away", () => { window.parent.frames[1].location = `${site}/en/gone/`; });
  const link = document.createElement("a");
  link.href = `${site}/en/gone/`;
  link.target = "_top";
  document.body.append(link);
  attempt("link", () => { link.click(); });
  const form = document.createElement("form");
  form.action = `${site}/en/gone/`;
  form.target = "_top";
  document.body.append(form);
  attempt("form", () => { form.submit(); });

  const urls = {
    "the site": `${site}/en/`,
    "its admin": `${site}/admin/`,
    "its results": `${site}${this.params.results}`,
    "its api": `${site}/xapi/statements`,
    "another host": "https://elsewhere.example/",
  };
  const asks = Object.entries(urls).flatMap(([name, url]) => [
    fetch(url, { credentials: "include" })
      .then(() => { found[`read ${name}`] = "got an answer"; })
      .catch(() => { found[`read ${name}`] = "refused"; }),
    fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: "x=1" })
      .then(() => { found[`post to ${name}`] = "got an answer"; })
      .catch(() => { found[`post to ${name}`] = "refused"; }),
  ]);
  const picture = new Image();
  asks.push(new Promise((done) => {
    picture.onload = () => { found["picture of another host"] = "got it"; done(); };
    picture.onerror = () => { found["picture of another host"] = "refused"; done(); };
    picture.src = "https://elsewhere.example/x.png";
  }));

  const say = (values) => window.parent.postMessage({ from: "h5p-player", ...values }, "*");
  const claim = (raw) => JSON.stringify({
    actor: { account: { name: "1", homePage: site } },
    verb: { id: "http://adlnet.gov/expapi/verbs/completed" },
    object: { id: `${site}/another` },
    result: { completion: true, score: { raw, min: 0, max: 1000, scaled: raw / 1000 } },
  });
  const forged = {
    resultsUrl: this.params.results,
    content: this.params.other,
    block: this.params.block,
  };
  say({ kind: "result", statement: claim(1), ...forged });
  for (let number = 0; number < 400; number += 1) {
    say({ kind: "result", statement: claim(number) });
    say({ kind: "state", dataType: `t${number}`, part: "0", data: "1" });
    say({ kind: "height", height: 1e9 + number });
  }
  say({ kind: "state", dataType: "../x", part: "0", data: "1" });
  say({ kind: "state", dataType: "state", part: "0", data: "x".repeat(300000) });
  say({ kind: "result", statement: { toString: "x" } });
  say({ kind: "nonsense" });
  window.parent.postMessage("h5p-player", "*");
  window.parent.postMessage(null, "*");

  Promise.all(asks).then(show);
};
