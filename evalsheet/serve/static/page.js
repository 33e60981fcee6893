// The page: files come in, are sent one by one, and what comes back stands in a list from which each can be opened.

import { dropped, search } from "./files.js";
import { count, rowsOf } from "./rows.js";
import { ask, save, tokenFromAddress, useToken } from "./server.js";
import { lang, speak, t } from "./texts.js";
import { align, show } from "./view.js";

const AT_ONCE = 4;
const at = (id) => document.getElementById(id);
let items = [];
let queue = [];
let running = 0;
let opened = null;

// --- files in

async function take(sources) {
  say("");
  const before = items.length;
  const skipped = await search(sources, add, (text, wrong) => say(text, wrong));
  if (skipped) say(t("skipped", skipped));
  else if (items.length === before && !at("alert").textContent) say(t("none"), true);
  else if (!at("alert").textContent) say("");
}

function add({ file, name }) {
  const item = { file, name, state: "waiting", result: null, error: null, rows: [] };
  items.push(item);
  at("list").hidden = false;
  at("drop").classList.add("small");
  place(item);
  check(item);
}

function check(item) {
  Object.assign(item, { state: "waiting", result: null, error: null });
  redraw(item);
  queue.push(item);
  while (running < AT_ONCE && queue.length) {
    running++;
    work();
  }
}

async function work() {
  while (queue.length) {
    const item = queue.shift();
    item.state = "checking";
    redraw(item);
    try {
      const answer = await ask("check", [item]);
      item.result = (await answer.json())[0];
    } catch (error) {
      item.error = error.message;
      if (error.status === 401) askToken();
    }
    redraw(item);
  }
  running--;
}

// --- the list

function place(item) {
  item.rows = rowsOf(item, open, check);
  at("rows").append(...item.rows);
  refresh();
}

function redraw(item) {
  const fresh = rowsOf(item, open, check);
  const focused = item.rows.some((row) => row.contains(document.activeElement));
  item.rows[0].before(...fresh);
  for (const row of item.rows) row.remove();
  item.rows = fresh;
  if (focused) fresh[0].querySelector("button")?.focus();
  refresh();
}

let asked = false;
function refresh() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const done = items.filter((item) => item.result || item.error).length;
    const read = items.filter((item) => item.result?.forms.length);
    const faulty = read.filter((item) => item.result.forms.some((form) => count(form.findings).error)).length;
    const ready = done === items.length;
    const unread = done - read.length;
    at("progress").max = Math.max(items.length, 1);
    at("progress").value = done;
    at("progress").hidden = ready;
    at("summary").textContent = ready
      ? t("summary", items.length, faulty, read.length - faulty, unread)
      : t("progress", done, items.length);
    const spoken = ready && items.length ? at("summary").textContent : ""; // not for each file
    if (at("spoken").textContent !== spoken) at("spoken").textContent = spoken;
    for (const button of document.querySelectorAll("[data-all]")) button.disabled = !ready || !items.length;
    filter();
  });
}

function filter() {
  const kind = at("filter").value;
  const words = at("search").value.trim().toLowerCase();
  let shown = 0;
  for (const row of at("rows").children) {
    const hidden = (kind !== "all" && row.dataset.kind !== kind) || !row.dataset.words.includes(words);
    row.hidden = hidden;
    shown += !hidden;
  }
  at("nothing").hidden = shown > 0;
}

// --- one form

async function open(item, number) {
  say(t("making"));
  try {
    const answer = await ask("check?format=html", [item]);
    opened = item;
    at("detail").hidden = false;
    at("list").hidden = at("drop").hidden = true;
    scrollTo(0, 0);
    show(at("view"), await answer.text(), number);
    for (const button of document.querySelectorAll("[data-one]")) button.disabled = !item.result.forms.length;
    const index = items.indexOf(item);
    at("previous").disabled = index === 0;
    at("next").disabled = index === items.length - 1;
    say("");
  } catch (error) {
    fail(error);
  }
}

function back() {
  at("detail").hidden = true;
  at("view").replaceChildren();
  at("drop").hidden = false;
  at("list").hidden = !items.length;
  (opened?.rows[0].querySelector("button") ?? at("list-title")).focus();
  opened = null;
}

function step(by) {
  const next = items[items.indexOf(opened) + by];
  if (next?.result) open(next, 0);
}

// --- downloads and the rest

async function download(path, wanted) {
  say(t("making"));
  try {
    say(t("made", await save(await ask(path, wanted))));
  } catch (error) {
    fail(error);
  }
}

function say(text, wrong = false) {
  at("status").textContent = wrong ? "" : text;
  at("alert").textContent = wrong ? text : "";
}

function fail(error) {
  say(error.message, true);
  if (error.status === 401) askToken();
}

function askToken() {
  at("token-form").hidden = false;
  at("token").focus();
}

function clear() {
  items = [];
  queue = [];
  at("rows").replaceChildren();
  at("list").hidden = true;
  at("drop").classList.remove("small");
  say("");
  at("choose-files").focus();
}

function turn(language) {
  speak(language);
  localStorage.setItem("lang", language);
  say("");
  const again = opened;
  for (const item of items) check(item);
  if (again) back();
}

function wire() {
  const on = (id, event, work) => at(id).addEventListener(event, work);
  on("choose-files", "click", () => at("files").click());
  on("choose-folder", "click", () => at("folder").click());
  for (const id of ["files", "folder"]) {
    on(id, "change", (event) => {
      take([...event.target.files]);
      event.target.value = "";
    });
  }
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    if (opened) back();
    take(dropped(event.dataTransfer));
  });
  on("filter", "change", filter);
  on("search", "input", filter);
  on("clear", "click", clear);
  on("back", "click", back);
  on("print", "click", () => print());
  on("previous", "click", () => step(-1));
  on("next", "click", () => step(1));
  on("language", "click", () => turn(lang === "zh" ? "en" : "zh"));
  on("token-form", "submit", (event) => {
    event.preventDefault();
    useToken(at("token").value);
    at("token-form").hidden = true;
    say("");
    for (const item of items.filter((one) => one.error)) check(item);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && opened && back());
  addEventListener("resize", () => opened && align(at("view")));
  for (const button of document.querySelectorAll("[data-all]")) {
    button.addEventListener("click", () => download(button.dataset.all, items));
  }
  for (const button of document.querySelectorAll("[data-one]")) {
    button.addEventListener("click", () => download(button.dataset.one, [opened]));
  }
}

tokenFromAddress();
wire();
if (localStorage.getItem("lang") === "en") speak("en");
