"""Lengths of time as people say them, no more exactly than they are known: to a fortieth."""

STEPS = ((20, 1), (60, 5), (180, 10), (600, 30), (float("inf"), 60))
"""Up to which length, in whatever unit, it is rounded to what."""


def of_minutes(minutes: float) -> str:
    hours, rest = divmod(_rounded(minutes), 60)
    return " ".join([f"{hours:,} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0))


def of_seconds(seconds: float) -> str:
    return f"{_rounded(seconds)} s" if _rounded(seconds) < 60 else of_minutes(seconds / 60)


def _rounded(length: float) -> int:
    step = next(step for up_to, step in STEPS if length < up_to)
    return max(1, step * round(length / step))
