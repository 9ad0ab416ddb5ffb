"""A practitioner's hours as people write them: "9:00 to 12:30, 13:30 to 17:00 by video"."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import NamedTuple

from clinic.practice.clocks import read_clock, written_clock
from clinic.scheduling.arranging.models import HoursRow, Location

SPAN = re.compile(
    r"(?P<opens>\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]m)?)\s*(?:-|–|to\b)\s*"
    r"(?P<closes>\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]m\b)?)\s*(?P<place>.*)",
    re.IGNORECASE,
)
OR_VIDEO = " or by video"


class Place(NamedTuple):
    """Where people are seen in some hours: at a location, by video, or whichever they choose."""

    location_id: uuid.UUID | None
    by_video: bool


BY_VIDEO = Place(None, True)


class WorkingHours(NamedTuple):
    opens: time
    closes: time
    place: Place


class Unreadable(ValueError):
    """The words are none that we know; the message says what to write."""


def places(locations: Iterable[Location]) -> dict[Place, str]:
    """Give each place that hours can be at, and how it is written."""
    found = {}
    for each in locations:
        found[Place(each.id, False)] = each.name
        found[Place(each.id, True)] = f"{each.name}{OR_VIDEO}"
    return found | {BY_VIDEO: "by video"}


def read(text: str, usual: Place, known: Mapping[Place, str]) -> list[WorkingHours]:
    """Read the hours of one day, parted by commas, in the order of their times. Raises Unreadable."""
    return in_order(_read(part.strip(), usual, known) for part in text.split(",") if part.strip())


def _read(part: str, usual: Place, known: Mapping[Place, str]) -> WorkingHours:
    found = SPAN.fullmatch(part)
    opens, closes = (read_clock(found["opens"]), read_clock(found["closes"])) if found else (None, None)
    if found is None or opens is None or closes is None:
        raise Unreadable(f"“{part}” cannot be read. Write the hours like 9:00 to 12:30, or leave the day empty.")
    if closes <= opens:
        raise Unreadable(f"“{part}” ends before it begins. Write 17:00 or 5 pm for the afternoon.")
    return WorkingHours(opens, closes, _place(found["place"], known) if found["place"] else usual)


def _place(text: str, known: Mapping[Place, str]) -> Place:
    wanted = text.strip().casefold().removeprefix("at ")
    for place, words in known.items():
        if words.casefold() == wanted:
            return place
    raise Unreadable(f"There is no place called “{text}”. Write one of these: {'; '.join(known.values())}.")


def write(hours: Iterable[WorkingHours], usual: Place | None, known: Mapping[Place, str]) -> str:
    """Write the hours of one day, each with its place unless that is the usual one, if there is one."""
    return ", ".join(_write(each, usual, known) for each in in_order(hours))


def _write(hours: WorkingHours, usual: Place | None, known: Mapping[Place, str]) -> str:
    times = f"{written_clock(hours.opens)} to {written_clock(hours.closes)}"
    return times if hours.place == usual else f"{times} {known[hours.place]}"


def usual_place(hours: Sequence[WorkingHours], known: Mapping[Place, str]) -> Place:
    """Give where most of these hours are; without any, the first place there is."""
    numbers = Counter(each.place for each in hours)
    return numbers.most_common(1)[0][0] if numbers else next(iter(known))


def of_row(row: HoursRow) -> WorkingHours:
    return WorkingHours(row.opens, row.closes, Place(row.location_id, row.by_video))


def in_order(hours: Iterable[WorkingHours]) -> list[WorkingHours]:
    return sorted(hours, key=lambda each: (each.opens, each.closes))
