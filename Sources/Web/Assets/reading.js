// Reading: comments on selected words, a draft that saves itself, the lock, and single keys where the
// reader turns them on. The page is complete without it.
const form = document.getElementById("feedback");
const text = document.getElementById("text");
const saying = document.getElementById("saving");
const isOpen = form.hasAttribute("data-open");

// Anchors count Unicode scalars; a string here counts UTF-16, and iterates by code point.
const scalars = (string) => [...string].length;

function lengthUpTo(run, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(run);
  range.setEnd(node, offset);
  return scalars(range.toString());
}

// The selected words' anchor, and the paragraph in which they end; null where none are selected.
function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const runs = [...text.querySelectorAll("[data-at]")].filter((run) => range.intersectsNode(run));
  if (!runs.length) return null;
  const first = runs[0];
  const last = runs[runs.length - 1];
  let start = Number(first.dataset.at);
  if (first.contains(range.startContainer)) start += lengthUpTo(first, range.startContainer, range.startOffset);
  let end = Number(last.dataset.at);
  end += last.contains(range.endContainer)
    ? lengthUpTo(last, range.endContainer, range.endOffset)
    : scalars(last.textContent);
  const words = range.toString().trim();
  if (end <= start || !words) return null;
  return { start, end, words, range: range.cloneRange(), paragraph: last.closest(".passage") };
}

const hidden = (name, value) => {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
};

function addComment({ start, end, words, range, paragraph }) {
  const numbers = [...form.querySelectorAll('[name="comment"]')].map((input) => Number(input.value));
  const number = Math.max(0, ...numbers) + 1;
  const box = document.getElementById("comment-box").content.firstElementChild.cloneNode(true);
  box.id = `comment-${number}`;
  const label = box.querySelector("label");
  const area = box.querySelector("textarea");
  label.textContent = `On “${words}”`;
  label.htmlFor = area.id = `body-${number}`;
  area.name = `body-${number}`;
  box.append(hidden("comment", number), hidden(`starts-${number}`, start), hidden(`ends-${number}`, end));
  let after = paragraph;
  while (after.nextElementSibling?.classList.contains("comment")) after = after.nextElementSibling;
  after.after(box);
  if (globalThis.Highlight && CSS.highlights) {
    const marked = CSS.highlights.get("chosen") ?? new Highlight();
    marked.add(range);
    CSS.highlights.set("chosen", marked);
  }
  getSelection().removeAllRanges();
  area.focus();
}

const here = document.getElementById("comment-here");
if (isOpen) {
  document.addEventListener("selectionchange", () => {
    here.hidden = !chosen();
  });
  // A press on the button mustn't take the selection away first.
  here.addEventListener("pointerdown", (event) => event.preventDefault());
  here.addEventListener("click", () => {
    const words = chosen();
    if (words) addComment(words);
    here.hidden = true;
  });
}

// The draft, by the API; its version travels as the ETag.
function content() {
  const fields = new FormData(form);
  const body = { levels: {}, flags: fields.getAll("flag"), comments: [], summary: fields.get("summary") ?? "" };
  if (fields.get("outcome")) body.outcome = fields.get("outcome");
  if (fields.get("points")?.trim()) body.points = fields.get("points").trim();
  for (const [name, value] of fields) {
    if (name.startsWith("level-") && value) body.levels[name.slice(6)] = Number(value);
  }
  for (const number of fields.getAll("comment")) {
    const words = fields.get(`body-${number}`);
    if (!words.trim()) continue;
    const [starts_at, ends_at] = [`starts-${number}`, `ends-${number}`].map((name) => Number(fields.get(name)));
    body.comments.push({ starts_at, ends_at, body: words.replaceAll("\r\n", "\n") });
  }
  return body;
}

let timer = 0;
let isSaving = false;
let isDirty = false;
let hasFault = false;
let isLost = false;

async function save() {
  if (isSaving || isLost) return;
  isSaving = true;
  isDirty = false;
  let again = 0;
  const version = form.elements.version;
  const headers = { "Content-Type": "application/json" };
  if (version.value === "0") headers["If-None-Match"] = "*";
  else headers["If-Match"] = `"${version.value}"`;
  saying.textContent = "Saving…";
  try {
    const answer = await fetch(form.dataset.api, { method: "PUT", headers, body: JSON.stringify(content()) });
    if (answer.ok) {
      hasFault = false;
      version.value = answer.headers.get("ETag").replaceAll('"', "");
      const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      saying.textContent = `Draft saved at ${clock}. Nobody else sees it.`;
      const state = document.getElementById("state");
      state.textContent = "draft";
      state.className = "tag due";
    } else if (answer.status === 412) {
      isLost = true;
      saying.textContent = "This was changed in another window. Press Save draft to see both.";
    } else {
      const problem = await answer.json().catch(() => ({}));
      saying.textContent =
        answer.status === 401
          ? "Not saved: your session has ended. Sign in in another tab; then saving goes on by itself."
          : `Not saved: ${problem.errors?.[0]?.detail ?? problem.title ?? "try again."}`;
      // What is at fault waits for the next change; all else may go well a little later.
      if ([401, 429].includes(answer.status) || answer.status >= 500) again = 5000;
      hasFault = true;
    }
  } catch {
    saying.textContent = "Not saved: no connection. What you wrote stays on this page.";
    hasFault = true;
    again = 3000;
  }
  isSaving = false;
  if (isDirty || again) later(again || undefined);
}

function later(pause = 1500) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

let isLeaving = false;
if (isOpen) {
  form.addEventListener("input", (event) => {
    if (["quote", "note"].includes(event.target.name)) return;
    isDirty = true;
    if (!isLost) saying.textContent = "Not saved yet.";
    later();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isDirty = false;
    isLeaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && (isDirty || isSaving || hasFault)) event.preventDefault();
  });
}

// Others see who reads. It ends by itself, and when the page is left.
if (isOpen) {
  const lock = (method) => fetch(form.dataset.lock, { method, keepalive: true }).catch(() => {});
  lock("PUT");
  setInterval(() => document.visibilityState === "visible" && lock("PUT"), 5 * 60 * 1000);
  addEventListener("pagehide", () => isLeaving || lock("DELETE"));
}

// Single keys, only for the person who turned them on here (WCAG 2.1.4).
const keys = document.getElementById("keys");
const cookie = "__Host-reading-keys";
const areOn = () => document.cookie.split("; ").includes(`${cookie}=${form.dataset.person}`);

function showKeys() {
  keys.hidden = false;
  keys.setAttribute("aria-pressed", areOn());
  keys.textContent = `Single keys: ${areOn() ? "on" : "off"}`;
  document.getElementById("keys-hint").hidden = !areOn();
}

keys.addEventListener("click", () => {
  const age = areOn() ? 0 : 31536000;
  document.cookie = `${cookie}=${form.dataset.person}; Path=/; Secure; SameSite=Lax; Max-Age=${age}`;
  showKeys();
});
showKeys();

const steps = () => [...form.querySelectorAll("[data-step]")];
let step = -1;

function move(by) {
  const all = steps();
  const focused = all.findIndex((one) => one.contains(document.activeElement));
  step = Math.min(all.length - 1, Math.max(0, (focused >= 0 ? focused : step) + by));
  const one = all[step];
  const target = one.matches("fieldset") ? (one.querySelector(":checked") ?? one.querySelector("input")) : one;
  target.focus();
  one.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (!areOn() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])')) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    event.preventDefault();
    move(key === "j" ? 1 : -1);
  } else if (/^[1-9]$/.test(key)) {
    const radio = document.activeElement.closest?.("fieldset.criterion")?.querySelector(`[value="${key}"]`);
    if (!radio || radio.disabled) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
