"""How long what people tell the clinic is kept: one value, replaced as a whole by a change."""

from datetime import timedelta

import msgspec

from clinic.core.audit import Actor
from clinic.practice.differences import Difference, differences
from clinic.practice.kept import Kept
from clinic.practice.models import ChangeRow
from clinic.practice.services import change_kept
from clinic.staff.rights import Right


class Periods(msgspec.Struct, frozen=True):
    draft_days: int
    """A form that was begun and not sent, from the day on which it was begun."""
    enquiry_months: int
    """A request that never came to a consultation, from the last thing that happened with it."""
    patient_years: int
    """A request that did, from the last appointment or whatever happened later."""
    most_percent: int
    """How many in a hundred requests may be deleted in one night; when more are due, none is."""


DEFAULTS = Periods(draft_days=14, enquiry_months=6, patient_years=8, most_percent=10)
"""Until the clinic decides. Eight years are the NHS's for adults' records, which a private clinic only borrows; for
requests that came to nothing no authority was found."""


class PeriodsRow(ChangeRow):
    __tablename__ = "retention_periods"


def count_of(number: int, unit: str) -> str:
    """Say how long, e.g. "1 month" or "14 days"."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def written(periods: Periods) -> dict[str, str]:
    """Say each period in words, by what is kept."""
    return {
        "Forms not sent": count_of(periods.draft_days, "day"),
        "Requests without a consultation": count_of(periods.enquiry_months, "month"),
        "Requests with a consultation": count_of(periods.patient_years, "year"),
        "Most that may go at once": f"{periods.most_percent} in 100 requests",
    }


def changed(before: Periods, after: Periods) -> list[Difference]:
    return differences(written(before), written(after))


PERIODS = Kept(PeriodsRow, Periods, lambda: DEFAULTS, changed)


def draft_days() -> int:
    """Give for how many days a form that is begun now is kept, as this process knows it."""
    return PERIODS.memory.at_hand().value.draft_days


def draft_life() -> timedelta:
    return timedelta(days=draft_days())


def change_periods(periods: Periods, seen: int, actor: Actor) -> None:
    """Let these periods hold from now on; forms that are begun already keep their day. Raises as `change_kept`."""
    change_kept(PERIODS, periods, seen, actor, Right.arrange_clinic)
