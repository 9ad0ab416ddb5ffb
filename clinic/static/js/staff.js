"use strict";

// A request's page says every so often that it is open, and hears who else has it there and whether it is out of date.
const here = document.getElementById("here");

if (here) {
  const readers = document.getElementById("readers");
  const news = document.getElementById("news");

  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(here.action, { method: "POST", body: new URLSearchParams(new FormData(here)) });
    if (!answer.ok || answer.redirected) return;
    const { words, changed } = await answer.json();
    if (readers.textContent.trim() !== words) readers.textContent = words;
    if (news.hidden && changed) news.hidden = false;
  };
  setInterval(() => ask().catch(() => {}), Number(here.dataset.every) * 1000);
}
