"""Which passwords staff may have: long, and not among those that are tried first."""

import re
import secrets
import unicodedata
from typing import Any

from flask_security import PasswordUtil

SHORTEST = 12
LONGEST = 200
FEWEST_DIFFERENT = 6
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

TRIED_FIRST = """
abc abcd abcdef admin administrator baseball changeme charlie clinic computer consultation daniel default doctor dragon
football freedom guest hair hairclinic hello iloveyou jessica letmein login london manager master michael monkey pass
password passw passwort passphrase princess qazwsx qwe qwer qwert qwerty qwertyuiop reception receptionist root secret
shadow starwars staff summer autumn winter spring sunshine superman system temp temporary test trichologist trichology
trust user welcome
"""
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0987654321")
LOOK_ALIKES = str.maketrans("0134578@$!", "oieastbasi")


class PasswordRules(PasswordUtil):
    """The library's way to ask; it asks when somebody changes their own password."""

    def validate(self, password: str, is_register: bool, **details: Any) -> tuple[list[str] | None, str]:
        user = details["user"]
        text = self.normalize(password)
        return faults(text, user.name, user.email) or None, text

    def normalize(self, password: str) -> str:
        return normal(password)


def normal(password: str) -> str:
    """Give the one form in which a password is hashed and compared, whatever keyboard typed it."""
    return unicodedata.normalize("NFKD", password)


def faults(password: str, *names: str) -> list[str]:
    """Say what is wrong with a password for the person with these names; nothing when it is good."""
    if len(password) < SHORTEST:
        return [f"Use at least {SHORTEST} characters. Three or four unrelated words are easy to remember."]
    if len(password) > LONGEST:
        return [f"Use at most {LONGEST} characters."]
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in password):
        return ["Use only characters that can be typed."]
    if _is_guessable(password.lower(), names):
        return ["This password is easy to guess. Use three or four unrelated words instead."]
    return []


def generated() -> str:
    """Make one of about 99 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


def _is_guessable(password: str, names: tuple[str, ...]) -> bool:
    own = {part for name in names for part in re.split(r"[^a-z]+", name.lower()) if len(part) > 2}
    guesses = own.union(TRIED_FIRST.split())
    if len(set(password)) < FEWEST_DIFFERENT:
        return True
    return any(_is_made_of(text, guesses) for text in (password, password.translate(LOOK_ALIKES)))


def _is_made_of(password: str, guesses: set[str]) -> bool:
    """Whether nothing of any length is left once guesses, runs of the keyboard and digits are taken out."""
    rest = password
    for guess in sorted({*guesses, *_runs()}, key=len, reverse=True):
        rest = rest.replace(guess, " ")
    return len(re.sub(r"[^a-z]", "", rest)) < 4


def _runs() -> set[str]:
    return {run[start : start + 4] for run in RUNS for start in range(len(run) - 3)}
