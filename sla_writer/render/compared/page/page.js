
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId(":data").textContent);
  const words = data.words;
  const cards = data.changes.map((_, at) => byId(`:c${at}`));
  const shownInOrder = () => [...document.querySelectorAll(".card")].filter((card) => !card.closest("[hidden]"));
  const paper = byId(":paper");
  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  // What no file of ours may hold: see sla_writer/text_gate.py.
  const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\p{Surrogate}\u{e0000}-\u{e007f}]/gu;
  const clean = (text) => text.replace(REFUSED, "").normalize("NFC").trim();

  // --- what is kept in the browser

  const place = `sla-review:${data.old.id}:${data.new.id}`;
  const kept = { reviewer: "", keys: true, decisions: {} };
  let keeps = true;

  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(place) || "{}");
      if (typeof found.reviewer === "string") kept.reviewer = found.reviewer;
      if (typeof found.keys === "boolean") kept.keys = found.keys;
      for (const { key } of data.changes) {
        const said = Object.hasOwn(found.decisions || {}, key) ? found.decisions[key] : null;
        if (said) kept.decisions[key] = { decision: String(said.decision || ""), note: String(said.note || "") };
      }
    } catch { /* what can't be read was never kept */ }
  };

  const keep = () => {
    try {
      localStorage.setItem(place, JSON.stringify(kept));
    } catch {
      keeps = false;
      tell(words.unkept);
    }
  };

  const saidOf = (at) => kept.decisions[data.changes[at].key] || { decision: "", note: "" };
  const tell = (text) => { byId(":told").textContent = text; };

  // --- cards

  const chosen = (card) => card.querySelector("input:checked")?.value || "";
  const draw = (at) => {
    const { decision, note } = saidOf(at);
    const card = cards[at];
    for (const radio of card.querySelectorAll("input")) radio.checked = radio.value === decision;
    card.dataset.decision = decision;
    card.querySelector(".verdict").textContent = (words[decision] || words.undecided) + (note ? `: ${note}` : "");
  };

  const count = () => {
    const values = { total: cards.length, accept: 0, reject: 0, discuss: 0, done: 0 };
    data.changes.forEach((_, at) => {
      const { decision } = saidOf(at);
      if (decision) { values[decision] += 1; values.done += 1; }
    });
    byId(":progress").textContent = filled(words.progress, values);
  };

  const changed = (at) => {
    const card = cards[at];
    kept.decisions[data.changes[at].key] = { decision: chosen(card), note: card.querySelector("textarea").value };
    draw(at);
    count();
    keep();
  };

  // --- going from one to the next

  let now = -1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const own = (element) => element && getComputedStyle(element).overflowY === "auto";
  const elementAt = (id) => (id ? document.getElementById(id) : null);

  const tellsOf = (card, id) =>
    [...card.querySelectorAll(".about a")].some((link) => link.getAttribute("href") === `#${id}`);

  const point = (id) => {
    for (const each of document.querySelectorAll(".here")) each.classList.remove("here");
    const found = elementAt(id);
    found?.classList.add("here");
    return found;
  };

  const current = (at) => {
    if (now === at) return;
    cards[now]?.classList.remove("now");
    now = at;
    cards[at].classList.add("now");
    const found = point(cards[at].dataset.at);
    const pane = byId(":document");
    if (found && own(pane)) {
      const away = found.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
      pane.scrollBy({ top: away, behavior: calm || Math.abs(away) > pane.clientHeight ? "auto" : "smooth" });
    }
  };

  const go = (at) => {
    const card = cards[at];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    current(at);
  };

  const step = (by) => {
    const order = shownInOrder().map((card) => cards.indexOf(card));
    if (!order.length) return;
    const from = order.indexOf(now);
    const next = from < 0 ? (by > 0 ? 0 : order.length - 1) : from + by;
    go(order[Math.min(Math.max(next, 0), order.length - 1)]);
  };

  // --- which are shown

  const filters = document.querySelector(".filters");
  const fits = (card, wanted) =>
    ["side", "weight", "section"].every((name) => !wanted[name] || card.dataset[name].split(" ").includes(wanted[name])) &&
    !(wanted.open && card.dataset.decision);

  const sift = () => {
    const wanted = Object.fromEntries(["side", "weight", "section"].map((name) => [name, filters.elements[name].value]));
    wanted.open = filters.elements.open.checked;
    for (const card of cards) card.hidden = !fits(card, wanted);
    for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector(".card:not([hidden])");
    const shown = cards.filter((card) => !card.hidden).length;
    byId(":shown").textContent = filled(words.shown, { shown, total: cards.length });
    byId(":none").hidden = shown > 0;
  };

  // --- the document, old beside new

  const bare = (element) => {
    const copy = element.cloneNode(true);
    for (const each of [copy, ...copy.querySelectorAll("[id]")]) each.removeAttribute("id");
    return copy;
  };

  const pair = (element) => {
    const row = document.createElement("div");
    row.className = "pair";
    const [before, after] = ["before", "after"].map((name) => {
      const half = document.createElement("div");
      half.className = name;
      return half;
    });
    element.replaceWith(row);
    before.append(bare(element));
    after.append(element);
    row.append(before, after);
  };

  const apart = (row) => row.replaceWith(...row.querySelector(".after").childNodes);

  const view = (sides) => {
    if (sides) {
      for (const each of [...paper.children].flatMap((top) => (top.tagName === "SECTION" ? [...top.children] : [top]))) pair(each);
    } else {
      for (const row of [...paper.querySelectorAll(".pair")]) apart(row);
    }
    document.querySelector(".heads").hidden = !sides;
    byId(":document").classList.toggle("both", sides);
    if (now >= 0) { const at = now; now = -1; current(at); }
  };

  // --- the file

  const decisions = () =>
    data.changes
      .map(({ key, path }, at) => {
        const { decision, note } = saidOf(at);
        return { key, path, ...(decision && { decision }), ...(clean(note) && { note: clean(note) }) };
      })
      .filter(({ decision, note }) => decision || note);

  const file = () => ({
    version: data.version, old: data.old, new: data.new, reviewer: clean(kept.reviewer), decisions: decisions(),
  });

  const download = () => {
    if (!clean(kept.reviewer)) {
      tell(words.nameless);
      byId(":reviewer").focus();
      return;
    }
    const text = JSON.stringify(file(), null, 2) + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = data.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = JSON.stringify(kept.decisions);
    tell(filled(words.saved, { file: data.file }));
  };

  // --- keys

  const LATIN = { KeyJ: "j", KeyN: "n", KeyK: "k", KeyP: "p", KeyA: "a", KeyR: "r", KeyD: "d" };
  const DECIDES = { a: "accept", r: "reject", d: "discuss" };
  const types = (element) => element.closest?.("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable], dialog[open]");

  const decide = (decision) => {
    if (now < 0 || cards[now].hidden) return;
    for (const radio of cards[now].querySelectorAll("input")) radio.checked = radio.value === decision;
    changed(now);
  };

  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || types(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      byId(":help").showModal();
      return;
    }
    const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : LATIN[event.code];
    if (!key || !kept.keys) return;
    if (key === "j" || key === "n") step(1);
    else if (key === "k" || key === "p") step(-1);
    else if (DECIDES[key]) decide(DECIDES[key]);
    else return;
    event.preventDefault();
  };

  // --- beginning

  let saved = "";
  document.querySelector(".view").hidden = false;
  for (const way of document.getElementsByName("view")) {
    way.addEventListener("change", () => view(way.value === "sides"));
    if (way.value === "inline") way.checked = true;
  }
  if (!cards.length) return;

  read();
  for (const each of document.querySelectorAll(".bar, .filters, .card fieldset")) each.hidden = false;
  byId(":reviewer").value = kept.reviewer;
  byId(":help-on").checked = kept.keys;
  saved = JSON.stringify(kept.decisions);

  cards.forEach((card, at) => {
    card.querySelector("textarea").value = saidOf(at).note;
    draw(at);
    card.addEventListener("input", () => changed(at));
    card.addEventListener("focusin", () => current(at));
    card.addEventListener("click", () => current(at));
  });
  byId(":reviewer").addEventListener("input", (event) => { kept.reviewer = event.target.value; keep(); tell(""); });
  byId(":help-on").addEventListener("change", (event) => { kept.keys = event.target.checked; keep(); });
  byId(":download").addEventListener("click", download);
  byId(":print").addEventListener("click", () => print());
  byId(":keys").addEventListener("click", () => byId(":help").showModal());
  byId(":close").addEventListener("click", () => byId(":help").close());
  byId(":reset").addEventListener("click", () => { filters.reset(); sift(); });
  filters.addEventListener("input", sift);
  filters.addEventListener("submit", (event) => event.preventDefault());
  paper.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    for (let each = event.target; each && each !== paper; each = each.parentElement) {
      const at = each.id ? cards.findIndex((card) => tellsOf(card, each.id) && !card.closest("[hidden]")) : -1;
      if (at >= 0) { go(at); return; }
    }
  });
  document.addEventListener("keydown", pressed);
  addEventListener("beforeunload", (event) => {
    if (!keeps && JSON.stringify(kept.decisions) !== saved) event.preventDefault();
  });
  keep();
  count();
  sift();
})();
