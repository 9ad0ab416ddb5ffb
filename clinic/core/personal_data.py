"""The registry of what each slice holds about a person, and how to forget it.

A slice registers one eraser per table that has a personal column. Erasers run in one transaction
and take the subject: the id of the intake that is forgotten.
"""

import uuid
from collections.abc import Callable

from clinic.core.db import transaction

Eraser = Callable[[uuid.UUID], int]

erasers: dict[str, Eraser] = {}


def eraser(table: str) -> Callable[[Eraser], Eraser]:
    """Register how rows of this table about one subject are forgotten; it answers how many were."""

    def register(erase: Eraser) -> Eraser:
        erasers[table] = erase
        return erase

    return register


def forget(subject_id: uuid.UUID) -> dict[str, int]:
    """Forget one subject everywhere, or nowhere; gives the number of rows by table."""
    with transaction():
        return {table: erase(subject_id) for table, erase in erasers.items()}
