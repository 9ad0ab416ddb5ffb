"""What was counted, and what is to be counted next."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from sqlalchemy import false, func, or_, select

from clinic.core.clock import local, today
from clinic.core.db import db
from clinic.insights.figures import Figures, together
from clinic.insights.models import InsightsDay, InsightsMonth, InsightsRelease
from clinic.insights.ranges import WEEK, Period, Range, monday_of
from clinic.insights.releases import Release, Topics
from clinic.intake.models import Intake

RECENT = 60
"""Days whose figures still change often."""
AS_IT_IS = {"populate_existing": True}
NEVER = datetime.min.replace(tzinfo=UTC)


def first_day() -> date | None:
    """Give the day with which the clinic's history begins."""
    oldest = db.session.scalar(select(func.min(Intake.submitted_at)))
    counted = db.session.scalar(select(func.min(InsightsDay.day)))
    return min([day for day in (counted, oldest and local(oldest).date()) if day], default=None)


def days_by_need() -> list[date]:
    """Give every day until today in the order in which it wants counting.

    First the recent ones, then those never counted, then those counted longest ago: so a late change of an old request
    shows too, once its day's turn has come.
    """
    history = list(Range(first_day() or today(), today()).days())[::-1]
    counted = {row.day: row.counted_at for row in db.session.execute(select(InsightsDay.day, InsightsDay.counted_at))}
    return [*history[:RECENT], *sorted(history[RECENT:], key=lambda day: counted.get(day, NEVER))]


def weeks_to_release() -> list[date]:
    """Give the Mondays of the weeks that are over and not released, the earliest first."""
    released = db.session.scalar(select(func.max(InsightsRelease.monday)))
    first = released + WEEK if released else monday_of(first_day() or today())
    return [day for day in Range(first, today() - WEEK).days() if day.weekday() == 0]


def latest_release() -> Release:
    found = db.session.scalar(select(InsightsRelease).order_by(InsightsRelease.monday.desc()).limit(1))
    return Release.read(found.release) if found else Release()


def is_behind() -> bool:
    """Tell whether a day was never counted, or a week that is over is not released."""
    days = (today() - (first_day() or today())).days + 1
    counted = db.session.scalar(select(func.count(InsightsDay.id))) or 0
    return counted < days or bool(weeks_to_release())


def day_row(day: date) -> InsightsDay | None:
    wanted = select(InsightsDay).where(InsightsDay.day == day)
    return db.session.scalars(wanted, execution_options=AS_IT_IS).one_or_none()


def month_row(day: date) -> InsightsMonth | None:
    """Give the row of the month in which a day lies."""
    wanted = select(InsightsMonth).where(InsightsMonth.month == day.replace(day=1))
    return db.session.scalars(wanted, execution_options=AS_IT_IS).one_or_none()


@dataclass(frozen=True)
class Counted:
    """What was counted of the days that somebody looks at."""

    chosen: Range
    periods: list[tuple[Period, Figures]]
    topics: Topics
    """As far as they are released, of the weeks that lie within the range whole."""

    @cached_property
    def total(self) -> Figures:
        return together(figures for _, figures in self.periods)


def counted(chosen: Range) -> Counted:
    """Give what was counted of these days: of a few months from a row a day, of years from a row a month."""
    periods = chosen.periods()
    months, days = _months(periods), _days(periods)

    def within(period: Period) -> Figures:
        return months.get(period.first) or together(days[day] for day in period.days() if day in days)

    return Counted(chosen, [(period, within(period)) for period in periods], _topics(chosen.whole_weeks()))


def _months(periods: list[Period]) -> dict[date, Figures]:
    whole = [each.first for each in periods if each.is_whole_month]
    rows = db.session.scalars(select(InsightsMonth).where(InsightsMonth.month.in_(whole)))
    return {row.month: Figures.read(row.figures) for row in rows}


def _days(periods: list[Period]) -> dict[date, Figures]:
    others = (InsightsDay.day.between(each.first, each.last) for each in periods if not each.is_whole_month)
    rows = db.session.scalars(select(InsightsDay).where(or_(false(), *others)))
    return {row.day: Figures.read(row.figures) for row in rows}


def _topics(weeks: Range) -> Topics:
    total = Topics()
    wanted = select(InsightsRelease).where(InsightsRelease.monday.between(weeks.first, weeks.last))
    for row in db.session.scalars(wanted):
        total.add(Release.read(row.release).known)
    return total


@dataclass(frozen=True)
class Standing:
    """How far the counting has come."""

    begins: date
    """The earliest day counted."""
    until: datetime
    is_complete: bool
    """Whether the clinic's whole history is counted: it is counted backwards."""


def standing() -> Standing | None:
    """Tell what there is to be seen; nothing before the first count."""
    wanted = select(func.min(InsightsDay.day), func.max(InsightsDay.counted_at)).having(func.count(InsightsDay.id) > 0)
    row = db.session.execute(wanted).first()
    return Standing(*row, is_complete=row[0] == first_day()) if row else None
