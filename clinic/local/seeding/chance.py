"""What is drawn, each as often as it comes in life, and the same again from the same seed."""

import uuid
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Lot(Generic[T]):
    """Things to draw one from, each with its share of all draws."""

    def __init__(self, shares: Mapping[T, float]) -> None:
        self.things, self.steps = list(shares), list(accumulate(shares.values()))

    def draw(self, random: Random) -> T:
        return self.things[bisect(self.steps, random.random() * self.steps[-1])]


def new_id(random: Random) -> uuid.UUID:
    return uuid.UUID(int=random.getrandbits(128), version=4)
