"""Pictures as they come in: several at once, each developed by itself, so that one that is unfit spoils no other."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from clinic.photos import darkroom
from clinic.photos.darkroom import Developed
from clinic.photos.faults import Fault, Unfit
from clinic.photos.guide import View

AT_ONCE = 2


@dataclass(frozen=True)
class Received:
    """What became of the pictures that somebody sent."""

    fit: dict[View, Developed]
    unfit: dict[View, Fault]


def receive(contents: Mapping[View, bytes], as_they_are: bool) -> Received:
    with ThreadPoolExecutor(AT_ONCE) as hands:
        outcomes = list(hands.map(lambda content: _develop(content, as_they_are), contents.values()))
    by_view = dict(zip(contents, outcomes, strict=True))
    return Received(
        {view: outcome for view, outcome in by_view.items() if isinstance(outcome, Developed)},
        {view: outcome for view, outcome in by_view.items() if isinstance(outcome, Fault)},
    )


def _develop(content: bytes, as_it_is: bool) -> Developed | Fault:
    try:
        return darkroom.develop(content, as_it_is)
    except Unfit as refusal:
        return refusal.fault
