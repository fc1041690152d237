// Saves a draft while it is written, and says whether it is saved. The form works without.
const form = document.querySelector("[data-desk]");
if (form) write(form);

function write(form) {
  const text = form.querySelector("#text");
  const part = (name) => form.querySelector(`[data-${name}]`);
  const { api, signIn } = form.dataset;
  let version = Number(form.dataset.version);
  // What the service has; null where that isn't what stands here.
  let saved = form.dataset.unsaved ? null : text.defaultValue;
  // Sent, and nobody knows whether they arrived.
  const unanswered = new Set();
  let saving = null;
  let timer = 0;
  let waitingSince = 0;
  let retries = 0;
  let trouble = "";
  let isLeaving = false;

  const isUnsaved = () => text.value !== saved;

  // The live region keeps its sentence while all goes well: nobody hears "saved" every few seconds.
  function say(sentence, link) {
    const status = part("status");
    if (status.dataset.said === sentence) return;
    status.dataset.said = sentence;
    status.replaceChildren(sentence);
    if (!link) return;
    const sign = Object.assign(document.createElement("a"), {
      href: link, target: "_blank", rel: "noopener", textContent: "Sign in in another tab",
    });
    status.append(" ", sign, "; then saving goes on by itself.");
  }

  function act(words) {
    part("saved-at").textContent = words;
  }

  function keeping() {
    return form.dataset.keeps
      ? " What you write is kept on this computer until then."
      : " What you write since then is kept nowhere: leave this page open.";
  }

  function fail(name, sentence, { link, again } = {}) {
    trouble = name;
    form.dataset.trouble = name;
    act("not saved");
    say(sentence, link);
    if (again) {
      clearTimeout(timer);
      timer = setTimeout(save, again);
    }
  }

  function backOff() {
    retries += 1;
    return Math.min(30000, 2000 * 2 ** Math.min(retries, 4));
  }

  function took(draft, body, next) {
    version = next;
    form.dataset.version = next;
    form.elements.version.value = next;
    saved = body;
    unanswered.clear();
    trouble = "";
    delete form.dataset.trouble;
    retries = 0;
    say("Saved as you write. Nobody but you sees it.");
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    act(isUnsaved() ? "changes not saved yet" : `saved ${time}`);
    form.dispatchEvent(new CustomEvent("draft:saved", { detail: { draft, body } }));
  }

  const versionOf = (answer) => Number((answer.headers.get("ETag") ?? "").replaceAll('"', ""));

  function save() {
    clearTimeout(timer);
    waitingSince = 0;
    if (trouble === "conflict" || !isUnsaved()) return saving ?? Promise.resolve();
    saving ??= send().finally(() => {
      saving = null;
      if (!trouble && isUnsaved()) plan();
    });
    return saving;
  }

  async function send() {
    const body = text.value;
    unanswered.add(body);
    act("saving…");
    try {
      const answer = await fetch(api, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "If-Match": `"${version}"` },
        body: JSON.stringify({ body }),
        // So that leaving the page doesn't end it; browsers allow this for short ones.
        keepalive: body.length < 15000,
      });
      await take(answer, body);
    } catch {
      fail("offline", "No connection: your latest words aren’t saved yet." + keeping(), { again: backOff() });
    }
  }

  async function take(answer, body) {
    if (answer.ok) return took(await answer.json(), body, versionOf(answer));
    if (answer.status === 412) return compare();
    if (answer.status === 401) {
      return fail("signed-out", "Your session has ended: your latest words aren’t saved yet." + keeping(), {
        link: signIn, again: 5000,
      });
    }
    const problem = await answer.json().catch(() => ({}));
    if ([403, 404].includes(answer.status)) {
      return fail("not-yours", "This draft isn’t of whoever is signed in now. Sign in as yourself to go on." + keeping(), {
        again: 15000,
      });
    }
    if (answer.status < 500 && answer.status !== 429) {
      const faults = (problem.errors ?? []).map((fault) => fault.detail).join(" ");
      return fail("refused", `Not saved: ${faults || problem.title || "it was refused."}`);
    }
    const seconds = Number(answer.headers.get("Retry-After")) || 0;
    fail("busy", "The service is busy: your latest words aren’t saved yet." + keeping(), {
      again: Math.max(seconds * 1000, backOff()),
    });
  }

  // Somebody saved in between. If that was this page itself, whose answer got lost, it goes on.
  async function compare() {
    const answer = await fetch(api);
    if (!answer.ok) return fail("busy", "Not saved yet." + keeping(), { again: backOff() });
    const other = await answer.json();
    const next = versionOf(answer);
    if (other.body === text.value || unanswered.has(other.body)) return took(other, other.body, next);
    trouble = "conflict";
    form.dataset.trouble = "conflict";
    act("not saved");
    say("Your draft was saved from elsewhere. Both texts stand under “Your draft was saved from elsewhere”: choose one.");
    part("conflict").querySelector("#conflict-mine").value = text.value;
    part("conflict").querySelector("#conflict-other").value = other.body;
    part("conflict").hidden = false;
    part("keep-mine").onclick = () => settle(next, other);
    part("take-other").onclick = () => {
      text.value = other.body;
      settle(next, other);
    };
  }

  function settle(next, other) {
    part("conflict").hidden = true;
    trouble = "";
    took(other, other.body, next);
    count();
    text.focus();
    if (isUnsaved()) save();
  }

  function plan() {
    clearTimeout(timer);
    waitingSince ||= Date.now();
    // Soon after the last key, and while someone types on, every ten seconds.
    timer = setTimeout(save, Date.now() - waitingSince > 10000 ? 0 : 1200);
  }

  // Runs of anything but white space, as the service counts.
  function count() {
    const words = text.value.match(/\P{White_Space}+/gu)?.length ?? 0;
    const least = Number(form.dataset.least || 0);
    const most = Number(form.dataset.most || Infinity);
    part("words").textContent = part("words").textContent.replace(/^\d+ words?/, `${words} word${words === 1 ? "" : "s"}`);
    part("word-fault").textContent =
      words > most ? `${words - most} too many.` : words > 0 && words < least ? `${least - words} more needed.` : "";
  }

  text.addEventListener("input", () => {
    count();
    if (trouble === "conflict") {
      part("conflict").querySelector("#conflict-mine").value = text.value;
      return;
    }
    if (!trouble) act(isUnsaved() ? "changes not saved yet" : "saved");
    if (!trouble || trouble === "refused") plan();
  });

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.dataset.to) {
      event.preventDefault();
      return save();
    }
    // All is saved before the page is left, so nothing needs to be sent with it.
    event.preventDefault();
    await save();
    if (isUnsaved()) await save();
    if (isUnsaved()) return;
    isLeaving = true;
    location.assign(button.dataset.to);
  });

  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isUnsaved()) event.preventDefault();
  });
  addEventListener("pageshow", () => (isLeaving = false));
  addEventListener("online", save);
  addEventListener("focus", () => trouble && save());
  document.addEventListener("visibilitychange", save);

  count();
  if (isUnsaved()) plan();
}
