// Keeps what isn't saved yet on this computer, where the writer says that it is theirs, and offers it
// back. Whatever is found of another person goes.
const form = document.querySelector("[data-desk]");
const store = usable();
if (form && store) keep(form, store);

function usable() {
  try {
    localStorage.setItem("peerspective.try", "");
    localStorage.removeItem("peerspective.try");
    return localStorage;
  } catch {
    return null;
  }
}

function keep(form, store) {
  const text = form.querySelector("#text");
  const box = form.querySelector("[data-own-box]");
  const offer = form.querySelector("[data-kept]");
  const { person, assignment } = form.dataset;
  const own = `peerspective.${person}.own`;
  const place = `peerspective.${person}.draft.${assignment}`;
  let timer = 0;

  for (const key of Object.keys(store)) {
    if (key.startsWith("peerspective.") && !key.startsWith(`peerspective.${person}.`)) store.removeItem(key);
  }

  function read() {
    try {
      return JSON.parse(store.getItem(place) ?? "[]");
    } catch {
      return [];
    }
  }

  // What was kept before this page was opened, until the writer has decided.
  let earlier = read().filter((one) => one.body !== text.value);

  function put(now) {
    clearTimeout(timer);
    if (!box.checked) return;
    const all = now ? [...earlier, now] : earlier;
    try {
      if (all.length) store.setItem(place, JSON.stringify(all));
      else store.removeItem(place);
    } catch {
      // It is full: then the page says that nothing is kept.
      delete form.dataset.keeps;
    }
  }

  const current = () => ({ body: text.value, version: form.dataset.version, at: Date.now() });

  function setKeeping(keeps) {
    box.checked = keeps;
    if (keeps) form.dataset.keeps = "true";
    else delete form.dataset.keeps;
  }

  box.addEventListener("change", () => {
    setKeeping(box.checked);
    if (box.checked) {
      store.setItem(own, "yes");
      if (text.value !== text.defaultValue) put(current());
      return;
    }
    for (const key of Object.keys(store)) {
      if (key.startsWith(`peerspective.${person}.`)) store.removeItem(key);
    }
  });

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => put(current()), 300);
  });
  addEventListener("pagehide", () => {
    if (text.value !== lastSaved) put(current());
  });

  let lastSaved = text.defaultValue;
  form.addEventListener("draft:saved", (event) => {
    lastSaved = event.detail.body;
    if (text.value === lastSaved) put(null);
  });

  function button(name, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: name, className: "button" });
    made.addEventListener("click", () => {
      act();
      offer.hidden = true;
      text.focus();
    });
    return made;
  }

  function show(kept) {
    const when = new Date(kept.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const moved = String(kept.version) !== form.dataset.version;
    const said = document.createElement("p");
    said.textContent =
      `On this computer is a text of ${when} that was never saved.` +
      (moved ? " Your draft has been saved from elsewhere since: look at both." : "");
    const look = document.createElement("textarea");
    Object.assign(look, { readOnly: true, rows: 6, value: kept.body, className: "kept" });
    look.setAttribute("aria-label", "The text that was never saved");
    const row = Object.assign(document.createElement("p"), { className: "row" });
    row.append(
      button("Put it back", () => {
        earlier = [];
        text.value = kept.body;
        text.dispatchEvent(new Event("input", { bubbles: true }));
      }),
      button("Discard it", () => {
        earlier = [];
        put(text.value === lastSaved ? null : current());
      }),
    );
    offer.replaceChildren(said, look, row);
    offer.hidden = false;
  }

  form.querySelector("[data-own]").hidden = false;
  setKeeping(store.getItem(own) === "yes");
  if (earlier.length) show(earlier.at(-1));
  else put(null);
}
