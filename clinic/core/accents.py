"""The colours that a clinic can choose from: one accent each, by day and by night.

Pages take theirs from the style sheet, by a class of the whole page; emails have no style sheet, so theirs stand here
too. A test sees that both agree, and that each can be read on everything it stands on.
"""

from enum import StrEnum


class Accent(StrEnum):
    teal = "teal"
    blue = "blue"
    violet = "violet"
    plum = "plum"
    slate = "slate"

    @property
    def by_day(self) -> str:
        return COLOURS[self][0]

    @property
    def by_night(self) -> str:
        return COLOURS[self][1]


COLOURS = {
    Accent.teal: ("#17605a", "#7fcabe"),
    Accent.blue: ("#1d5687", "#8fc1ef"),
    Accent.violet: ("#584699", "#bdb0f2"),
    Accent.plum: ("#7b2f6b", "#e3a7d3"),
    Accent.slate: ("#3d5363", "#aec3d1"),
}
