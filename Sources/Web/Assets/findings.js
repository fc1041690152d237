// What the privacy check found, after each save, and where it stands in the text.
const form = document.querySelector("[data-desk]");
const box = document.querySelector("[data-findings]");
if (form && box) tell(form, box);

function tell(form, box) {
  const text = form.querySelector("#text");
  const list = box.querySelector("[data-findings-list]");

  // The service counts Unicode scalars, a field UTF-16.
  function place(body, scalars) {
    let at = 0;
    for (const character of body) {
      if (scalars-- <= 0) break;
      at += character.length;
    }
    return at;
  }

  // Someone may have typed before it since: then the same words nearest to it.
  function find(words, at) {
    if (text.value.startsWith(words, at)) return at;
    const before = text.value.lastIndexOf(words, at);
    const behind = text.value.indexOf(words, at);
    if (before < 0 || behind < 0) return Math.max(before, behind);
    return at - before < behind - at ? before : behind;
  }

  function show(words, at) {
    const start = find(words, at);
    if (start < 0) return;
    text.focus({ preventScroll: true });
    text.setSelectionRange(start, start + words.length);
    // Where the selection stands is known to a copy of the field alone.
    const copy = document.createElement("div");
    copy.className = "desk desk-copy";
    copy.style.inlineSize = `${text.clientWidth}px`;
    const marked = document.createElement("span");
    marked.textContent = words;
    copy.append(text.value.slice(0, start), marked);
    text.after(copy);
    const top = marked.offsetTop;
    copy.remove();
    text.scrollTop = top - text.clientHeight / 3;
    const page = text.getBoundingClientRect().top + scrollY + top - text.scrollTop;
    scrollTo({ top: page - innerHeight / 3 });
  }

  function add(item, body, start, end) {
    const at = place(body, start);
    const words = body.slice(at, place(body, end));
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Show in text" });
    const which = Object.assign(document.createElement("span"), { className: "hidden-but-read", textContent: `: ${words}` });
    button.append(which);
    button.addEventListener("click", () => show(words, at));
    const row = document.createElement("p");
    row.append(button);
    item.append(row);
  }

  function title(count) {
    if (count === 0) return "Privacy check: nothing found";
    return `${count} thing${count === 1 ? "" : "s"} to look at before you submit`;
  }

  form.addEventListener("draft:saved", ({ detail: { draft, body } }) => {
    const findings = draft.findings ?? [];
    box.querySelector("[data-findings-title]").textContent = title(findings.length);
    box.classList.toggle("warn", findings.length > 0);
    list.replaceChildren(
      ...findings.map((finding) => {
        const item = Object.assign(document.createElement("li"), { className: "stack" });
        const severity = Object.assign(document.createElement("strong"), {
          textContent: finding.severity === "block" ? "Must go." : "Look at this.",
        });
        const words = document.createElement("span");
        words.append(severity, ` ${finding.reason}`);
        item.append(words);
        add(item, body, finding.starts_at, finding.ends_at);
        return item;
      }),
    );
  });

  for (const item of list.children) {
    add(item, text.defaultValue, Number(item.dataset.start), Number(item.dataset.end));
  }
}
