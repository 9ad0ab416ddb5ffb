"""Arrangements as people write them: what the page of hours shows, takes and compares."""

from datetime import date

from clinic.practice.arrangements import Arrangements, Closure, Nation
from clinic.practice.clocks import written_clock
from clinic.practice.differences import Difference, differences

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PRIORITIES = ("emergency", "same_day", "prompt", "soon", "routine")
NATIONS = {
    Nation.england: "England",
    Nation.scotland: "Scotland",
    Nation.wales: "Wales",
    Nation.northern_ireland: "Northern Ireland",
}


def written(arrangements: Arrangements) -> dict[str, str]:
    """Give each part of the arrangements as the form's field of that name shows it."""
    return {
        **{day: _times(arrangements, number) for number, day in enumerate(DAYS)},
        "nation": arrangements.nation.value,
        "closures": "\n".join(map(_closure, sorted(arrangements.closures))),
        **{priority: str(arrangements.promises[priority]) for priority in PRIORITIES},
    }


def changed(before: Arrangements, after: Arrangements) -> list[Difference]:
    return differences(_told(before), _told(after))


def _told(arrangements: Arrangements) -> dict[str, str]:
    told = {**written(arrangements), "nation": NATIONS[arrangements.nation]}
    told["closures"] = told["closures"].replace("\n", "; ")
    return {_label(part): words for part, words in told.items()}


def _label(part: str) -> str:
    if part in PRIORITIES:
        return f"Working hours, {part.replace('_', ' ')}"
    return {"nation": "Bank holidays", "closures": "Closures"}.get(part, part.capitalize())


def _times(arrangements: Arrangements, weekday: int) -> str:
    spans = sorted(each for each in arrangements.openings if each.weekday == weekday)
    return ", ".join(f"{written_clock(each.opens)} to {written_clock(each.closes)}" for each in spans)


def _closure(closure: Closure) -> str:
    last = "" if closure.last_on == closure.first_on else f" to {_day(closure.last_on)}"
    return f"{_day(closure.first_on)}{last}, {closure.reason}"


def _day(day: date) -> str:
    return f"{day:%-d/%-m/%Y}"
