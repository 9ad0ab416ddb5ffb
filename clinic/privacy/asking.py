"""What we ask people for, as the privacy notice tells it: each slice registers its own, so that neither forgets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Thing(NamedTuple):
    """One thing that we ask, or keep of what somebody does."""

    words: str
    why: str = ""
    is_health: bool = False


@dataclass(frozen=True)
class Asked:
    title: str
    things: tuple[Thing, ...]

    @property
    def is_about_health(self) -> bool:
        """Whether each of these tells of somebody's health."""
        return all(thing.is_health for thing in self.things)

    @property
    def has_health(self) -> bool:
        return any(thing.is_health for thing in self.things)


Tell = Callable[[], list[Asked]]

tellers: dict[str, Tell] = {}


def asks(room: str) -> Callable[[Tell], Tell]:
    """Register what a slice asks for, under its name."""

    def register(tell: Tell) -> Tell:
        tellers[room] = tell
        return tell

    return register


def all_asked() -> list[Asked]:
    """Give everything that is asked, in the order in which the slices came."""
    return [asked for tell in tellers.values() for asked in tell()]
