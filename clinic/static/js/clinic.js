"use strict";

const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const words = document.getElementById(area.id + "-count");
  const limit = Number(area.dataset.limit);
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  words.after(spoken);
  let pause;

  const count = () => {
    const left = limit - [...area.value].length;
    const many = Math.abs(left).toLocaleString("en-GB");
    const noun = Math.abs(left) === 1 ? "character" : "characters";
    words.textContent = left < 0 ? `${many} ${noun} too many` : `${many} ${noun} left`;
    words.classList.toggle("count--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = left < limit / 10 ? words.textContent : ""; }, 1000);
  };
  area.addEventListener("input", count);
  if (area.value) count();
}

// A second press within three seconds is a double click; later ones, and those after going back, are sent.
const PAUSE = 3000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  const now = Date.now();
  if (now - Number(form.dataset.sentAt || 0) < PAUSE) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = now;
  const button = event.submitter;
  if (button) {
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), PAUSE);
  }
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sentAt;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// The contents beside a long page mark the part that is being read: the one that crosses a line near the top.
const parts = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));

if (parts.size) {
  const reading = new IntersectionObserver((entries) => {
    const read = entries.find((entry) => entry.isIntersecting);
    if (!read) return;
    for (const [id, link] of parts) link.ariaCurrent = id === read.target.id ? "true" : null;
  }, { rootMargin: "-10% 0px -89%" });
  for (const id of parts.keys()) reading.observe(document.getElementById(id));
}
