"""What differs between two values of one kind, part by part, in words."""

from collections.abc import Mapping
from typing import NamedTuple


class Difference(NamedTuple):
    part: str
    before: str
    after: str


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Compare two values by their parts' names and words."""
    return [
        Difference(part, before[part] or "none", after[part] or "none") for part in after if before[part] != after[part]
    ]
