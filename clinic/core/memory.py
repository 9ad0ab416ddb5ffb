"""What a process remembers of what the database knows, so that not every page has to ask."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from clinic.core.db import transaction
from clinic.core.errors import sqlstate
from clinic.core.shelf import doubt

logger = logging.getLogger(__name__)

T = TypeVar("T")

REMEMBERED = timedelta(seconds=30)
"""How long a process goes by what it knows: a change shows everywhere within this."""
NOT_ASKED_AGAIN = timedelta(seconds=5)
"""For how long a database that is away is left alone: each question may cost seconds."""


class Remembered(NamedTuple, Generic[T]):
    answer: T
    until: float
    """By the monotonic clock."""


class Memory(Generic[T]):
    """One answer of the database, kept by each process for half a minute."""

    def __init__(self, name: str, ask: Callable[[], T], unasked: Callable[[], T]) -> None:
        self.name = name
        self.ask = ask
        self.unasked = unasked
        """What is known without ever having asked."""

    def now(self) -> T:
        """Give the answer, at most half a minute old."""
        known = self._known()
        return known.answer if known and known.until > time.monotonic() else self.renewed()

    def renewed(self) -> T:
        """Ask again, and give the answer."""
        with transaction():
            answer = self.ask()
        return self._keep(answer, REMEMBERED)

    def at_hand(self) -> T:
        """Give the answer or, when the database has none, the last one: a page that says it is in doubt."""
        try:
            return self.now()
        except SQLAlchemyError as fault:
            logger.warning("The %s cannot be asked for; what was known last stands (%s).", self.name, sqlstate(fault))
            doubt()
            return self._keep(self.last(), NOT_ASKED_AGAIN)

    def last(self) -> T:
        """Give the last answer, however old, without asking."""
        known = self._known()
        return known.answer if known else self.unasked()

    def expire(self) -> None:
        """Ask again next time; the last answer stays for when that fails."""
        self._keep(self.last(), timedelta())

    def _keep(self, answer: T, life: timedelta) -> T:
        _everything()[self.name] = Remembered(answer, time.monotonic() + life.total_seconds())
        return answer

    def _known(self) -> Remembered[T] | None:
        return _everything().get(self.name)


def _everything() -> dict[str, Remembered[Any]]:
    """Give what this process remembers for the application, by name."""
    known: dict[str, Remembered[Any]] = current_app.extensions.setdefault("memory", {})
    return known
