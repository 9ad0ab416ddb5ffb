"""Who asks: names made of syllables that mean nothing, so that nobody takes them for people.

Their email addresses are at domains kept for examples, and their telephone numbers are those that Ofcom keeps for
drama: nobody has them.
"""

from itertools import product
from random import Random
from typing import NamedTuple

ONSETS = ("bl", "dr", "fr", "gn", "kn", "pr", "sn", "squ", "thr")
FIRST = ["".join(each) for each in product(ONSETS, ("ab", "erb", "onk", "umf", "izz"))]
SECOND = ["".join(each) for each in product("dfgmnptwz", ("ozz", "ulb", "ixt"))]
"""Two of the first make 2,025 first names, three of the second 19,683 second names, four a name of one's own."""
DOMAINS = ("example.com", "example.org")
AREAS = ("113", "114", "116", "117", "118", "121", "131", "141", "151", "161")
NUMBERS = [f"+44{area}4960{last:03}" for area in AREAS for last in range(1000)]
OWN = [f"+442079460{last:03}" for last in range(1000)]
"""One for each of the first thousand, who can so be found by it, as by their longer name."""


class Person(NamedTuple):
    name: str
    email: str
    phone: str


def person(number: int, random: Random) -> Person:
    """Give somebody, with an email address that nobody else has."""
    first, second = _name(random, FIRST, 2), _name(random, SECOND, 4 if number < len(OWN) else 3)
    email = f"{first}.{second}.{number}@{random.choice(DOMAINS)}".lower()
    return Person(f"{first} {second}", email, OWN[number] if number < len(OWN) else random.choice(NUMBERS))


def _name(random: Random, syllables: list[str], length: int) -> str:
    return "".join(random.choices(syllables, k=length)).capitalize()


def sentence(random: Random, longest: int = 12) -> str:
    """Give words that mean nothing, as many as this at most."""
    return " ".join(random.choices(FIRST + SECOND, k=random.randint(2, longest))).capitalize() + "."


WORDS = [sentence(Random(number), 40) for number in range(1000)]
"""What is written about requests, again and again: to make words each time would take too long."""
