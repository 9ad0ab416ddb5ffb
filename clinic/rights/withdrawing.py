"""Taking back what somebody agreed to: what each consent was for, what it means to withdraw it, and doing it."""

from dataclasses import dataclass

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.intake import consents
from clinic.intake.consents import CONTACT, HEALTH, NEWS
from clinic.intake.models import Intake
from clinic.photos import queries as pictures
from clinic.photos import services as photos
from clinic.photos.models import Photo
from clinic.photos.services import CARE, PUBLICATION, TEACHING


@dataclass(frozen=True)
class Meaning:
    title: str
    """What was agreed to."""
    means: tuple[str, ...]
    """What happens when it is withdrawn, and what does not."""


MEANINGS = {
    HEALTH: Meaning(
        "Keeping and using your health information",
        (
            "From that moment nobody at the clinic is shown your answers about health, or your photos.",
            "We cannot prepare a consultation or answer questions about your hair from them any more.",
            "They stay stored, closed, until you have them erased. You open them again by sending your answers anew.",
            "It does not undo what was done with them before.",
        ),
    ),
    CONTACT: Meaning(
        "Being contacted about this request",
        (
            "From that moment no email about this request leaves us, not even a reminder of an appointment.",
            "Staff see that you do not want to be called or written to.",
            "Only what you ask for yourself still comes: a new link to this page, and answers about your data.",
            "An appointment that you have stays. Cancel it on your page if you do not want it.",
        ),
    ),
    NEWS: Meaning(
        "The clinic’s news by email",
        ("We send you no news. It changes nothing about your request.",),
    ),
    CARE: Meaning(
        "Keeping your photos for your care",
        (
            "All your photos are deleted at once, and nobody can bring them back.",
            "Your request stays as it is, and so does what was written about it.",
        ),
    ),
    TEACHING: Meaning(
        "Showing your photos in teaching",
        ("No photo of yours is shown in teaching any more. Your care stays the same.",),
    ),
    PUBLICATION: Meaning(
        "Publishing your photos",
        (
            "No photo of yours is published from now on. Your care stays the same.",
            "What was published before may have been copied, and cannot always be taken back.",
        ),
    ),
}


def given(intake: Intake) -> list[str]:
    """Give what a person agrees to now and can withdraw, by key."""
    held = consents.held(intake.id)
    of_request = [key for key in consents.WITHDRAWABLE if key in held and held[key].is_given]
    kept = pictures.consents_of([photo.id for photo in _photos(intake)])
    agreed = {key for (_, key), consent in kept.items() if consent.is_given}
    return [*of_request, *(key for key in (CARE, TEACHING, PUBLICATION) if key in agreed)]


def withdraw(intake: Intake, key: str, actor: Actor) -> None:
    """Let a consent end, for every photo where it is about photos. One that is not given ends nothing."""
    with transaction():
        if key in consents.WITHDRAWABLE:
            consents.withdraw(intake.id, key, actor)
        for photo in _photos(intake) if key in (CARE, TEACHING, PUBLICATION) else ():
            if key == CARE:
                photos.remove(photo, actor)
            else:
                photos.agree(photo, {key: False}, actor)


def _photos(intake: Intake) -> list[Photo]:
    return [photo for each in pictures.sets_of(intake.id) for photo in each.photos.values()]
