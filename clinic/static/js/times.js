"use strict";

// Whoever chooses a time in another time zone sees their own beside the clinic's, where the two differ.
const words = (moment, zone, options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(moment);
const clock = { hour: "2-digit", minute: "2-digit" };
const weekday = { weekday: "short" };

for (const place of document.querySelectorAll("[data-zone]")) {
  const zone = place.dataset.zone;
  const city = Intl.DateTimeFormat().resolvedOptions().timeZone.split("/").pop().replaceAll("_", " ");
  let differ = false;

  for (const time of place.querySelectorAll("[data-moment]")) {
    const moment = new Date(time.dateTime);
    const own = words(moment, undefined, clock);
    const day = words(moment, undefined, weekday);
    const isOtherDay = day !== words(moment, zone, weekday);
    if (own === words(moment, zone, clock) && !isOtherDay) continue;
    const beside = document.createElement("span");
    beside.className = "own-time";
    beside.textContent = ` (${isOtherDay ? `${day} ` : ""}${own} for you)`;
    time.append(beside);
    differ = true;
  }

  if (differ) {
    const note = document.createElement("p");
    note.className = "quiet";
    note.textContent = `Times are by the clock of ${zone.split("/").pop().replaceAll("_", " ")}. Beside them stands the time by your device (${city}).`;
    place.prepend(note);
  }
}
