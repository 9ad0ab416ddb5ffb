"""How pages are put together, and how they write dates: in the clinic's time, in words."""

from collections.abc import MutableMapping
from datetime import datetime, time
from typing import Any

from flask import Flask
from flask.templating import Environment

from clinic.core.clock import local


class TemplateEnvironment(Environment):
    """Gives templates what every one of them may use, and none anything of its own.

    Each import of a macro compares the two, name by name: a page with ten imports did little else for a tenth of its
    time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def day(moment: datetime) -> str:
    return f"{local(moment):%-d %B %Y}"


def minute(moment: datetime) -> str:
    return f"{local(moment):%-d %B %Y, %H:%M}"


def clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M}"


def second(moment: datetime) -> str:
    return f"{local(moment):%-d %B %Y, %H:%M:%S}"


def promised(moment: datetime) -> str:
    """Say a moment that somebody may count on, e.g. "Tuesday 1 December at 2 pm"."""
    return f"{local(moment):%A %-d %B} at {hour(local(moment))}"


def hour(moment: datetime | time) -> str:
    """Say a time of day, e.g. "9:30 am"."""
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "noon" if moment.hour else "midnight"
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment:%-I}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def init_app(app: Flask) -> None:
    app.add_template_filter(day)
    app.add_template_filter(minute)
    app.add_template_filter(clock)
    app.add_template_filter(second)
    app.add_template_filter(promised)
