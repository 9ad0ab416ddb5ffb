"""What has changed between two texts, line by line, and within a line word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

AROUND = 1
"""Lines shown before and after a change, to place it by."""
ALIKE = 0.5
"""Share of words in common from which two lines are one line that was changed."""


class Kind(StrEnum):
    same = "same"
    added = "added"
    removed = "removed"
    changed = "changed"
    left_out = "left_out"
    """Stands for lines that are the same and not shown."""


@dataclass(frozen=True)
class Part:
    """Some words of a line: the same, added or removed."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class Line:
    kind: Kind
    parts: tuple[Part, ...] = ()
    count: int = 1
    """How many lines are left out here."""


def differences(before: str, after: str) -> list[Line]:
    """Give the changed lines with what stands around them; nothing when the texts are the same."""
    lines = list(_lines(before.splitlines(), after.splitlines()))
    changed = [number for number, line in enumerate(lines) if line.kind is not Kind.same]
    near = {number + step for number in changed for step in range(-AROUND, AROUND + 1)}
    return list(_shortened(lines, near)) if changed else []


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    for what, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (_line(Kind.same, words) for words in after[j:j_end])
        else:
            yield from _block(before[i:i_end], after[j:j_end])


def _block(before: list[str], after: list[str]) -> Iterator[Line]:
    """Pair each new line with the first old one that is like it, in order; what stays alone was removed or added."""
    left, added = list(before), list[Line]()
    for words in after:
        pair = next((number for number, old in enumerate(left) if _ratio(old, words) >= ALIKE), None)
        if pair is None:
            added.append(_line(Kind.added, words))
            continue
        yield from (_line(Kind.removed, old) for old in left[:pair])
        yield from added
        yield Line(Kind.changed, tuple(_parts(left[pair].split(), words.split())))
        left, added = left[pair + 1 :], []
    yield from (_line(Kind.removed, old) for old in left)
    yield from added


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    for what, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Part(Kind.same, " ".join(after[j:j_end]))
            continue
        if i < i_end:
            yield Part(Kind.removed, " ".join(before[i:i_end]))
        if j < j_end:
            yield Part(Kind.added, " ".join(after[j:j_end]))


def _line(kind: Kind, words: str) -> Line:
    return Line(kind, (Part(kind, words),))


def _ratio(before: str, after: str) -> float:
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def _shortened(lines: list[Line], near: set[int]) -> Iterator[Line]:
    hidden = 0
    for number, line in enumerate(lines):
        if number not in near:
            hidden += 1
            continue
        if hidden:
            yield Line(Kind.left_out, count=hidden)
        hidden = 0
        yield line
    if hidden:
        yield Line(Kind.left_out, count=hidden)
