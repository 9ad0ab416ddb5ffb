"""When the clinic is open and how soon it promises to reply: one value, replaced as a whole by a change."""

from datetime import date, time
from enum import StrEnum

import msgspec


class Nation(StrEnum):
    """Whose bank holidays count, by the codes of the `holidays` library."""

    england = "ENG"
    scotland = "SCT"
    wales = "WLS"
    northern_ireland = "NIR"


class Opening(msgspec.Struct, frozen=True, order=True):
    """From when to when the clinic is open on a day of the week (Monday is 0), by the clock on its wall."""

    weekday: int
    opens: time
    closes: time


class Closure(msgspec.Struct, frozen=True, order=True):
    """Days on which the clinic is closed although it would be open, both ends included."""

    first_on: date
    last_on: date
    reason: str


class Arrangements(msgspec.Struct, frozen=True):
    openings: tuple[Opening, ...]
    nation: Nation
    closures: tuple[Closure, ...]
    promises: dict[str, int]
    """Working hours until a person replies, by priority."""

    def hours_by_weekday(self) -> dict[int, float]:
        """Give for how long the clinic is open, in hours, on each day of the week on which it is."""
        hours: dict[int, float] = {}
        for each in self.openings:
            minutes = (each.closes.hour - each.opens.hour) * 60 + each.closes.minute - each.opens.minute
            hours[each.weekday] = hours.get(each.weekday, 0) + minutes / 60
        return hours


DEFAULTS = Arrangements(
    openings=tuple(Opening(weekday, time(9), time(17)) for weekday in range(5)),
    nation=Nation.england,
    closures=(),
    promises={"emergency": 1, "same_day": 2, "prompt": 8, "soon": 16, "routine": 16},
)
"""Until the clinic makes its own: Monday to Friday, 9 to 5; a routine request is answered within two working days."""
