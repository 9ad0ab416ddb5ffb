"""References such as HC-7K3M-9QXD: random, easy to say, and checked.

The alphabet has no vowels and no look-alikes (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B keep one of each at most).
It has 23 characters, a prime, so the weighted check character catches every single misheard character
and every two that changed places.
"""

import secrets

ALPHABET = "2345679BCDFHJKMPQRTVWXY"
PREFIX = "HC"
LENGTH = 8
REFERENCES = len(ALPHABET) ** (LENGTH - 1)
"""How many there are."""


def new_reference() -> str:
    return numbered_reference(secrets.randbelow(REFERENCES))


def numbered_reference(number: int) -> str:
    """Give the reference that belongs to a number; each from 0 to the last has its own."""
    digits = ""
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return _grouped(digits + _check(digits))


def read_reference(text: str) -> str | None:
    """Give the reference as we write it, from any spelling of it; nothing when it cannot be one."""
    characters = [character for character in text.upper() if character.isalnum()]
    digits = "".join(characters)
    if len(digits) == len(PREFIX) + LENGTH:
        digits = digits.removeprefix(PREFIX)
    if len(digits) != LENGTH or not set(digits) <= set(ALPHABET) or _check(digits[:-1]) != digits[-1]:
        return None
    return _grouped(digits)


def _check(digits: str) -> str:
    total = sum(weight * ALPHABET.index(digit) for weight, digit in enumerate(digits, start=2))
    return ALPHABET[total % len(ALPHABET)]


def _grouped(digits: str) -> str:
    return f"{PREFIX}-{digits[:4]}-{digits[4:]}"
