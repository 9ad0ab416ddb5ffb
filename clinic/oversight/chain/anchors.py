"""The heads of the chain that were written down outside the database, and where a restore took it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic.core import witness
from clinic.core.clock import local

ANCHORS = "anchors"


@dataclass(frozen=True)
class Anchor:
    at: datetime
    number: int
    hash: bytes
    is_restore: bool = False
    """Whether a restore took the chain back to here: what was anchored beyond is of a chain that ended."""

    @property
    def on(self) -> date:
        """The day on the clinic's wall."""
        return local(self.at).date()

    def line(self) -> dict[str, Any]:
        restored = {"restored": True} if self.is_restore else {}
        return {"at": self.at.isoformat(), "number": self.number, "hash": self.hash.hex(), **restored}

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> "Anchor":
        is_restore = line.get("restored", False)
        return cls(datetime.fromisoformat(line["at"]), line["number"], bytes.fromhex(line["hash"]), is_restore)


def anchors() -> list[Anchor]:
    """Give every anchor, the oldest first. Raises NoWitness."""
    return [Anchor.of(line) for line in witness.lines(ANCHORS)]


def newest() -> Anchor | None:
    """Raises NoWitness."""
    return max(anchors(), key=lambda anchor: anchor.at, default=None)


def in_force(written: list[Anchor]) -> dict[int, Anchor]:
    """Give those that the chain must agree with, by number: a restore ends the ones beyond it."""
    kept: dict[int, Anchor] = {}
    for anchor in written:
        if anchor.is_restore:
            kept = {number: each for number, each in kept.items() if number <= anchor.number}
        kept.setdefault(anchor.number, anchor)
    return kept
