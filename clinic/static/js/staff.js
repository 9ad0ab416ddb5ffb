"use strict";

// Ask now and then, while somebody looks, and at once when they look again; without an answer all stays as it is.
const keepAsking = (seconds, request, hear) => {
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(...request());
    if (answer.ok && !answer.redirected) hear(await answer.json());
  };
  const quietly = () => ask().catch(() => {});
  setInterval(quietly, Number(seconds) * 1000);
  document.addEventListener("visibilitychange", quietly);
};

// A request's page says that it is open, and hears who else has it there and whether it is out of date.
const here = document.getElementById("here");

if (here) {
  const readers = document.getElementById("readers");
  const outdated = document.getElementById("news");
  const post = () => [here.action, { method: "POST", body: new URLSearchParams(new FormData(here)) }];

  keepAsking(here.dataset.every, post, ({ words, changed }) => {
    if (readers.textContent.trim() !== words) readers.textContent = words;
    if (changed) outdated.hidden = false;
  });
}

// A page of the queue says how much is new in it. Nothing moves until somebody asks for it.
const news = document.getElementById("queue-news");

if (news) {
  const link = news.querySelector("a");

  keepAsking(news.dataset.every, () => [news.dataset.ask], ({ words }) => {
    if (!words || link.dataset.words === words) return;
    link.dataset.words = words;
    link.textContent = `${words}: show`;
    link.hidden = false;
  });
}

// How many are ticked, and one box that ticks them all.
const bulk = document.getElementById("bulk");

if (bulk) {
  const boxes = [...bulk.querySelectorAll("input[name=chosen]")];
  const count = document.getElementById("bulk-count");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "choice__input";
  all.ariaLabel = "Choose all on this page";
  bulk.querySelector("thead th").append(all);

  const tell = () => {
    const number = boxes.filter((box) => box.checked).length;
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && !all.checked;
    count.textContent = number ? `With the ${number} that you ticked:` : "With those that you tick:";
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  bulk.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);
}

// Keys. What has `aria-keyshortcuts` does what it does when it is pressed; the list is made of the page itself.
const dialog = document.getElementById("shortcuts");

if (dialog) {
  const isOn = () => localStorage.getItem("shortcuts") !== "off";
  const on = document.getElementById("shortcuts-on");
  const rows = [...document.querySelectorAll("#queue tbody tr")];
  const moving = { j: "The next request", k: "The one before", x: "Choose it" };

  const words = (element) => {
    const label = element.labels?.[0] ?? element;
    return label.dataset.does || label.textContent.trim().replace(/\s+/g, " ");
  };
  const press = (element) => {
    if (element.matches("input, select, textarea")) element.focus();
    else element.click();
    if (element.matches("summary") && element.parentElement.open) {
      element.parentElement.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
    }
  };
  const move = (key) => {
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    if (key === "x") {
      if (now >= 0) rows[now].querySelector("input").click();
      return;
    }
    const next = key === "j" ? now + 1 : now - 1;
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.querySelector("a").focus();
  };
  const show = () => {
    const list = document.getElementById("shortcuts-list");
    const keys = [...document.querySelectorAll("[aria-keyshortcuts]")]
      .filter((element) => element.checkVisibility() && words(element))
      .map((element) => [element.getAttribute("aria-keyshortcuts"), words(element)]);
    list.replaceChildren();
    for (const [key, does] of [...keys, ...(rows.length ? Object.entries(moving) : [])]) {
      const row = document.createElement("div");
      const [term, what] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = key;
      what.textContent = does;
      row.append(term, what);
      list.append(row);
    }
    on.checked = isOn();
    dialog.showModal();
  };

  document.getElementById("shortcuts-hint").hidden = false;
  document.getElementById("shortcuts-open").addEventListener("click", show);
  on.addEventListener("change", () => localStorage.setItem("shortcuts", on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.key !== "?" && !isOn()) return;
    if (rows.length && event.key in moving) {
      event.preventDefault();
      move(event.key);
      return;
    }
    const key = CSS.escape(event.key);
    const wanted = [...document.querySelectorAll(`[aria-keyshortcuts="${key}"]`)].find((each) => each.checkVisibility());
    if (!wanted) return;
    event.preventDefault();
    press(wanted);
  });
}

// A picture in full size, over the page; without this the link opens it by itself.
const zoomed = document.createElement("dialog");

for (const link of document.querySelectorAll(".zoom a")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const image = link.querySelector("img").cloneNode();
    const button = document.createElement("button");
    button.append(image);
    button.addEventListener("click", () => zoomed.classList.toggle("zoomed--full"));
    zoomed.className = "zoomed";
    zoomed.ariaLabel = image.alt;
    zoomed.replaceChildren(button);
    document.body.append(zoomed);
    zoomed.showModal();
  });
}
