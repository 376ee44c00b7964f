// Makes pages pleasanter; every page works without it.
"use strict";

// Suggestions while typing an occupation: a combobox as WAI-ARIA describes it.
for (const box of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = box.id + "-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.status);
  list.hidden = true;
  box.parentElement.append(list);
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.parentElement.append(status);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-autocomplete", "list");
  let chosen = -1, latest = 0, timer = 0, quietUntil = 0;

  // -1 chooses nothing: the keys are the text's again.
  const mark = (index) => {
    const options = [...list.children];
    chosen = index;
    for (const [i, option] of options.entries()) option.setAttribute("aria-selected", String(i === chosen));
    if (chosen < 0) return box.removeAttribute("aria-activedescendant");
    clearTimeout(timer);
    latest += 1; // a list that came now would take the choice away
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    clearTimeout(timer);
    latest += 1; // what is on its way comes too late
    list.hidden = true;
    status.textContent = "";
    box.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const take = (option) => { box.value = option.dataset.title; close(); box.form.requestSubmit(); };
  const show = (rows) => {
    list.replaceChildren(...rows.map((row, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.title = row.title;
      const also = row.also && box.dataset.also.replace("…", row.also);
      option.textContent = row.title + (also ? `, ${also}` : "") + " — " + row.sector;
      option.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
      option.addEventListener("click", () => take(option));
      return option;
    }));
    list.hidden = rows.length === 0;
    box.setAttribute("aria-expanded", String(rows.length > 0));
    status.textContent = [box.dataset.none, box.dataset.one][rows.length] || box.dataset.many.replace("…", rows.length);
    mark(-1);
  };
  const ask = async () => {
    const words = box.value.trim();
    if (words.length < 2) return close();
    if (Date.now() < quietUntil) return;
    const mine = ++latest;
    const address = `${box.dataset.suggest}?q=${encodeURIComponent(words)}&lang=${box.dataset.language}`;
    const answer = await fetch(address).catch(() => null);
    if (answer?.status === 429) quietUntil = Date.now() + 1000 * Number(answer.headers.get("Retry-After"));
    const rows = answer?.ok ? await answer.json() : null;
    if (rows && mine === latest && document.activeElement === box) show(rows);
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const last = list.children.length - 1, key = event.key;
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (list.hidden) {
      if (key === "ArrowDown" || key === "ArrowUp") { event.preventDefault(); ask(); }
      return;
    }
    if (key === "Escape") { event.preventDefault(); return close(); }
    if (key === "ArrowDown") { event.preventDefault(); return mark(chosen < last ? chosen + 1 : 0); }
    if (key === "ArrowUp") { event.preventDefault(); return mark(chosen > 0 ? chosen - 1 : last); }
    if (chosen < 0) return;
    if (key === "Enter") { event.preventDefault(); take(list.children[chosen]); }
    if (key === "Home" || key === "End") { event.preventDefault(); mark(key === "Home" ? 0 : last); }
    if (key === "ArrowLeft" || key === "ArrowRight") mark(-1);
  });
}

// A text being written is kept on the server, for its author alone, while it is written.
for (const area of document.querySelectorAll("[data-draft]")) {
  let timer = 0, saved = area.value, sending = null, leaving = false;
  const hidden = (name) => area.form.querySelector(`[name=${name}]`).value;
  const save = () => {
    clearTimeout(timer);
    if (area.value === saved) return;
    saved = area.value;
    const body = new URLSearchParams({
      csrf_token: hidden("csrf_token"), author_token: hidden("author_token"), path: area.dataset.draft, body: saved,
    });
    sending = fetch("/account/draft", { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } })
      .catch(() => { saved = null; })
      .finally(() => { sending = null; });
  };
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
  document.addEventListener("visibilitychange", save);
  area.form.addEventListener("submit", () => { clearTimeout(timer); saved = area.value; });

  // A link or another form's button waits for the text: the next page may show it, and once
  // signed out it would be too late. The own button waits too: a draft must not come after
  // the letter and bring it back.
  document.addEventListener("click", (event) => {
    const way = event.target.closest("a[href], button");
    if (leaving || !way || event.ctrlKey || event.metaKey) return;
    if (way.form !== area.form) save();
    if (!sending) return;
    event.preventDefault();
    Promise.race([sending, new Promise((late) => setTimeout(late, 2000))]).then(() => {
      leaving = true;
      way.click();
      leaving = false;
    });
  });
}

// How many characters are left.
for (const area of document.querySelectorAll("textarea[maxlength]")) {
  const counter = document.createElement("div");
  counter.className = "counter";
  area.after(counter);
  const count = () => { counter.textContent = `${area.value.length} / ${area.maxLength}`; };
  area.addEventListener("input", count);
  count();
}

// A second click that says the same sends nothing; another choice of the same form does.
for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = null;
  form.addEventListener("submit", (event) => {
    const said = [...new FormData(form).entries()].join("&") + "&" + event.submitter?.value;
    if (said === sent) return event.preventDefault();
    sent = said;
    setTimeout(() => { sent = null; }, 5000);
  });
}

// Buttons that print the page.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A session warns before it ends.
const idle = Number(document.body.dataset.idleMinutes || 0);
if (idle > 2) {
  setTimeout(() => {
    const notice = document.createElement("div");
    notice.className = "notice notice-warning position-fixed bottom-0 end-0 m-3";
    notice.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = document.body.dataset.idleText;
    const stay = document.createElement("button");
    stay.className = "btn btn-main";
    stay.textContent = document.body.dataset.idleAction;
    stay.addEventListener("click", () => fetch("/account").then(() => notice.remove()));
    notice.append(words, stay);
    document.body.append(notice);
  }, (idle - 2) * 60000);
}

// Single keys on the moderators' pages: written out there, silent in fields, switched off there.
const keys = document.querySelector("[data-keys]");
if (keys) {
  const on = keys.querySelector("input[type=checkbox]");
  keys.hidden = false;
  on.checked = localStorage.getItem("keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const what = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!what) return;
    event.preventDefault();
    what.click();
    // A link into the page leads to the first field there.
    const part = what.hash && document.querySelector(what.hash);
    part?.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
}

// A moderator takes out what is selected, in the message as written or in the text below it.
for (const place of document.querySelectorAll("[data-remove-in]")) {
  const area = document.getElementById(place.dataset.removeIn);
  const original = document.getElementById(place.dataset.removeFrom);
  const button = place.querySelector("button");
  place.hidden = false;
  // Where a point of the page stands in the text: the names of findings are no part of it.
  const offset = (node, at) => {
    const before = document.createRange();
    before.setStart(original.querySelector(".marked"), 0);
    before.setEnd(node, at);
    const copy = before.cloneContents();
    for (const name of copy.querySelectorAll("small")) name.remove();
    return copy.textContent.length;
  };
  const chosen = () => {
    const selection = document.getSelection();
    if (!selection.isCollapsed && original.contains(selection.anchorNode) && original.contains(selection.focusNode)) {
      const range = selection.getRangeAt(0);
      const start = offset(range.startContainer, range.startOffset), copy = range.cloneContents();
      for (const name of copy.querySelectorAll("small")) name.remove();
      const words = copy.textContent.trim(), found = [];
      for (let at = area.value.indexOf(words); words && at >= 0; at = area.value.indexOf(words, at + 1)) found.push(at);
      // What was taken out before has moved the rest: the nearest one is meant.
      const near = found.sort((a, b) => Math.abs(a - start) - Math.abs(b - start))[0];
      return near === undefined ? [0, 0] : [near, near + words.length];
    }
    return [area.selectionStart, area.selectionEnd];
  };
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const [start, end] = chosen();
    if (start < end) area.setRangeText(place.dataset.removed, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// An error summary takes the focus, so that it is read first.
document.getElementById("errors")?.focus();

// A part of the page that keeps itself up to date, until the reader says stop (WCAG 2.2.2).
for (const part of document.querySelectorAll("[data-live]")) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = true;
  box.className = "form-check-input";
  label.className = "form-check-label d-block mb-3";
  label.append(box, " ", part.dataset.label);
  part.before(label);
  const refresh = async () => {
    if (!box.checked || document.hidden || part.contains(document.activeElement)) return;
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (fresh) part.innerHTML = fresh.innerHTML;
  };
  setInterval(refresh, 1000 * Number(part.dataset.live));
}
