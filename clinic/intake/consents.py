"""What a person agrees to now, and taking it back. The latest word on each consent holds."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from clinic.core.audit import Actor
from clinic.core.db import db, store, transaction
from clinic.core.errors import Refusal
from clinic.intake import queries, services
from clinic.intake.models import Consent, EventKind, Intake
from clinic.notifications.composing import Envelope, NotNeeded, objection
from clinic.privacy.wording import current

HEALTH, CONTACT, NEWS = "consent_health", "consent_contact", "marketing"
WITHDRAWABLE = (HEALTH, CONTACT, NEWS)

OBJECTED = NotNeeded("The person no longer agrees to be contacted about the request.")


class ConsentWithdrawn(Refusal):
    """The person no longer agrees that what they told of their health is used, so it is shown to nobody."""


AGREES = (
    select(Intake.id, Intake.email, Consent.is_given)
    .join(Intake, Intake.id == Consent.intake_id)
    .where(Intake.id.in_(bindparam("about", expanding=True)), Consent.key == CONTACT)
    .order_by(Consent.id)
)


def held(intake_id: uuid.UUID) -> dict[str, Consent]:
    """Give the word that holds on each consent, by its key."""
    return {consent.key: consent for consent in queries.consents_of(intake_id)}


def without(key: str, intake_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Give those of these requests for which a consent was withdrawn, or never given."""
    latest = {consent.intake_id: consent for consent in queries.consents_of(*intake_ids) if consent.key == key}
    return {intake_id for intake_id, consent in latest.items() if not consent.is_given}


def withdraw(intake_id: uuid.UUID, key: str, actor: Actor) -> None:
    """Note that a person no longer agrees; a second time changes nothing.

    Without the consent for health, nobody is shown what was told of it, and what a request is about is not kept apart
    for the queue any more. Without that for contact, emails about the request do not go.
    """
    with transaction():
        intake = services.lock(intake_id)
        before = held(intake_id).get(key)
        if before is None or not before.is_given:
            return
        if key == HEALTH:
            intake.page_sealed = intake.subject_sealed = None
        wording = current(key)
        consent = Consent(intake_id=intake_id, key=key, is_given=False)
        consent.wording_version, consent.wording_hash = wording.version, wording.hash
        store(consent)
        services.note(intake, EventKind.consent_withdrawn, actor)


@objection
def objects(envelopes: Sequence[Envelope]) -> dict[Envelope, NotNeeded]:
    """Keep back what goes to people who withdrew their consent to be contacted about the request."""
    rows = db.session.connection().execute(AGREES, {"about": list({each.subject_id for each in envelopes})})
    agree = {(row[0], row[1]): row[2] for row in rows}
    return {each: OBJECTED for each in envelopes if agree.get((each.subject_id, each.recipient)) is False}
