"""Pages of other slices among the steps of the full form, such as the choice of a time.

A stop comes once, behind the step that it names, for whom it is meant; nobody must choose anything there. The check
page leads back to it. The form's progress counts it as `done` once somebody has gone on from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clinic.core.clock import today
from clinic.intake.models import Draft
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Step


@dataclass(frozen=True)
class Stop:
    slug: str
    """By which it is counted as done."""
    title: str
    after: str
    """The slug of the step that it follows."""
    endpoint: str
    is_for: Callable[[Draft], bool]
    told: Callable[[Draft], list[str]]
    """What was chosen there, as lines to read."""


stops: list[Stop] = []


def add_stop(stop: Stop) -> None:
    stops.append(stop)


def stop_after(step: Step, draft: Draft) -> Stop | None:
    """Give the stop behind a step for this person, whether they have been there or not."""
    return next((stop for stop in stops if stop.after == step.slug and stop.is_for(draft)), None)


def next_stop(step: Step, draft: Draft) -> Stop | None:
    """Give the stop to be made now that a step is done."""
    stop = stop_after(step, draft)
    return stop if stop and stop.slug not in draft.progress["done"] else None


def stops_for(draft: Draft) -> list[Stop]:
    return [stop for stop in stops if stop.is_for(draft)]


def place_among_pages(slug: str, draft: Draft) -> tuple[int, int]:
    """Give the number of a step or a stop among the pages that this person sees, and how many those are."""
    slugs = list(_pages(draft))
    return slugs.index(slug) + 1 if slug in slugs else 1, len(slugs)


def _pages(draft: Draft) -> Iterator[str]:
    for step in QUESTIONNAIRE.steps_shown(draft.progress["answers"], today()):
        yield step.slug
        if stop := stop_after(step, draft):
            yield stop.slug
