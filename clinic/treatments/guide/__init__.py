"""“Which page is for me?”: a picture and three questions lead to pages to read and, where something is urgent, to help.

The guide is stateless: nothing chosen is stored, remembered, logged or put into an address. It never says what a person
has. Rules are data with a reason and a source, so that tests can ask whether they refer to options that exist.
"""

from collections.abc import Collection
from dataclasses import dataclass

from clinic.treatments.guide.help import HELP
from clinic.treatments.guide.parts import Call, Help, Number, Option, Question, Reading, Rule, Urgency
from clinic.treatments.guide.questions import QUESTIONS
from clinic.treatments.guide.readings import OTHERWISE, READINGS
from clinic.treatments.subjects import SUBJECTS, Subject

__all__ = [
    "HELP",
    "OTHERWISE",
    "QUESTIONS",
    "READINGS",
    "Call",
    "Guidance",
    "Help",
    "Number",
    "Option",
    "Question",
    "Reading",
    "Rule",
    "Suggestion",
    "Urgency",
    "guidance",
]

URGENT = (Urgency.emergency, Urgency.same_day)
TITLES = {Urgency.emergency: "Please get help now", Urgency.same_day: "Please get help today"}
BY_SLUG = {subject.slug: subject for subject in SUBJECTS}


@dataclass(frozen=True)
class Suggestion:
    """A page to read, and what was chosen that leads there."""

    subject: Subject
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Guidance:
    """Where the answers lead: to help first, then to pages."""

    help: tuple[Help, ...]
    """Most urgent first."""
    suggestions: tuple[Suggestion, ...]

    @property
    def urgent(self) -> tuple[Help, ...]:
        """The help to get now or today."""
        return tuple(each for each in self.help if each.urgency in URGENT)

    @property
    def title(self) -> str:
        """The title over all urgent help."""
        return self.urgent[0].title if len(self.urgent) == 1 else TITLES[self.urgent[0].urgency]

    @property
    def numbers(self) -> list[Number]:
        """Every number to call, each once, with all that it is for."""
        reasons: dict[tuple[str, str], list[str]] = {}
        for call in (call for each in self.help for call in each.calls):
            known = reasons.setdefault((call.number, call.name), [])
            known.extend({call.reason} - {"", *known})
        return [Number(number, f"{name}: {'; '.join(why)}" if why else name) for (number, name), why in reasons.items()]

    def lines(self, urgency: Urgency) -> list[str]:
        return [line for each in self.help if each.urgency == urgency for line in each.lines]


def guidance(chosen: Collection[str]) -> Guidance:
    """Apply every rule to the options chosen. With none of the rules met there are still pages to begin with."""
    options = frozenset(chosen)
    found = sorted((each for each in HELP if each.is_met(options)), key=lambda each: each.urgency.rank)
    readings = [reading for reading in READINGS if reading.is_met(options)] or OTHERWISE
    reasons: dict[str, list[str]] = {}
    for reading in readings:
        reasons.setdefault(reading.slug, []).append(reading.reason)
    return Guidance(tuple(found), tuple(Suggestion(BY_SLUG[slug], tuple(why)) for slug, why in reasons.items()))
