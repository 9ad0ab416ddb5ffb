"""Lengths of time, counted in classes of which each is a twentieth longer: a few dozen numbers, right to a fortieth."""

import math
from collections.abc import Mapping

GROWTH = math.log(1.05)


def class_of(length: float) -> str:
    """Give the class of a length, in whatever unit; all up to 1 are alike."""
    return str(math.ceil(math.log(length) / GROWTH)) if length > 1 else "0"


def within(lengths: Mapping[str, int], share: float) -> float | None:
    """Give the length within which this share of them lie, to a fortieth; of no lengths, nothing."""
    left = math.ceil(share * sum(lengths.values()))
    for number, count in sorted((int(name), count) for name, count in lengths.items()):
        left -= count
        if left <= 0 < count:
            return math.exp(GROWTH * max(0, number - 0.5))
    return None
