"""Which counts may be shown: none below five, and none from which such a one could be found out."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

FEWEST = 5


def shown(counts: Mapping[Name, int]) -> dict[Name, int | None]:
    """Give the counts that may be shown, in their order, and nothing in the place of each other.

    Whoever knows the total knows what the hidden ones are together. Where that would tell them, one more is hidden: the
    last in order, because the smallest would tell how large it is at most. So the order must not depend on the counts.
    A zero is hidden with the small ones: shown, it would tell that the others are none.
    """
    small = [name for name, count in counts.items() if count < FEWEST]
    if not any(counts[name] for name in small):
        return dict(counts)
    others = [name for name in counts if name not in small]
    hidden = {*small, *others[-1:]} if _tells([counts[name] for name in small]) else set(small)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _tells(small: Sequence[int]) -> bool:
    """Tell whether the sum of these would tell what they are, or that they are hardly anything."""
    return len(small) < 2 or not FEWEST <= sum(small) < (FEWEST - 1) * len(small)
