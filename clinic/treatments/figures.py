"""Figures with their units, written out as people read them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

NO_BREAK = "\u00a0"

ONE = {"people": "person", "studies": "study", "times": "time"}
"""The singular of a unit where it is not just without its s."""

UNITS = frozenset(
    {
        *("hairs/cm²", "µm", "%", "times", "points"),
        *("people", "men", "women", "trials", "studies", "papers", "reports", "cells", "grafts"),
        *("minutes", "hours", "days", "weeks", "months", "years", "visits", "sessions"),
        *("ml", "mg", "g", "mg/ml", "mm", "cm²", "£"),
    }
)


@dataclass(frozen=True)
class Figure:
    """A number as its source prints it, or a range, with its unit."""

    unit: str
    value: str = ""
    low: str = ""
    high: str = ""

    def written(self, form: str = "") -> str:
        """Write it in full, or as `bare`, `rounded` or `interval`. Raises KeyError for a form it cannot take."""
        if form == "interval" or (not form and not self.value):
            return self._with_unit(f"{_grouped(self.low)} to {_grouped(self.high)}", self.low and self.high)
        if number(self.value) is None or form not in {"", "bare", "rounded"}:
            raise KeyError(form)
        if form == "bare":
            return _grouped(self.value)
        value = rounded(self.value) if form == "rounded" else self.value
        return self._with_unit(_grouped(value), value)

    def _with_unit(self, words: str, present: str) -> str:
        if not present:
            raise KeyError("interval")
        if self.unit == "%":
            return f"{words}%"
        if self.unit == "£":
            return "£" + words.replace("to ", "to £")
        return f"{words}{NO_BREAK}{self._unit(words)}"

    def _unit(self, words: str) -> str:
        if words == "1":
            return ONE.get(self.unit, self.unit.removesuffix("s") if "/" not in self.unit else self.unit)
        return self.unit


def number(text: str) -> Decimal | None:
    """Give a figure's value, or nothing when it is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def rounded(text: str) -> str:
    return str(Decimal(text).quantize(Decimal(1), ROUND_HALF_UP))


def _grouped(text: str) -> str:
    whole, point, rest = text.partition(".")
    if not whole.lstrip("-").isdigit():
        return text
    sign = "−" if whole.startswith("-") else ""
    return f"{sign}{abs(int(whole)):,}{point}{rest}"
