"""The words people agree to, every version for ever.

An agreement is kept with the key, the version and the hash of what was on the screen. A text that has been
shown is never edited: a change is a new version below the old one.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    key: str
    version: str
    text: str

    @property
    def hash(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


WORDINGS = (
    Wording(
        "emerg_ack",
        "2026-11",
        "I understand that this form is not for emergencies, and that it may not be read straight away.",
    ),
    Wording(
        "consent_health",
        "2026-11",
        "I agree that the clinic may keep and use the health information I give in this request: about my hair and "
        "scalp, my health and mood, pregnancy and hormones, medicines and allergies, and what runs in my family. It is "
        "used only to answer my request and to prepare my consultation. I can withdraw this at any time by telling "
        "the clinic.",
    ),
    Wording(
        "consent_contact",
        "2026-11",
        "I agree that the clinic may contact me about this request in the ways I have given.",
    ),
    Wording(
        "marketing",
        "2026-11",
        "Send me the clinic’s news by email. This is separate from my request, and I can stop it at any time.",
    ),
)
"""Oldest first within each key."""

OF_PHOTOS = (
    Wording(
        "photo_care",
        "2026-11",
        "I agree that the clinic may keep these pictures of me and use them for my care: to prepare my consultation, "
        "and to compare them with later ones. I can withdraw this at any time, and the pictures are deleted.",
    ),
    Wording(
        "photo_teaching",
        "2026-11",
        "The clinic may also show this picture when it teaches its own staff and other health professionals, without "
        "my name. I know that I could be recognised on it. My care is the same if I do not agree.",
    ),
    Wording(
        "photo_publication",
        "2026-11",
        "The clinic may also publish this picture, for example on its website, without my name. I know that I could be "
        "recognised on it, and that what was published may be copied and cannot always be taken back. My care is the "
        "same if I do not agree.",
    ),
)
"""What a person is asked for pictures, for each by itself; oldest first within each key."""

CONSENTS = tuple(dict.fromkeys(wording.key for wording in WORDINGS))
"""Everything a person is asked to agree to, by key."""


def current(key: str) -> Wording:
    """Give the newest wording of this key. Raises KeyError for a key that was never worded."""
    return {wording.key: wording for wording in (*WORDINGS, *OF_PHOTOS)}[key]


def wording_with(digest: str) -> Wording | None:
    """Give the wording that somebody agreed to, by the hash that was kept of it."""
    return next((wording for wording in (*WORDINGS, *OF_PHOTOS) if wording.hash == digest), None)
