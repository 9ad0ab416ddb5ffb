"""Erasing a request with everything that hangs on it, and what is left: a receipt by numbers.

The person's own words are kept sealed with the receipt until the email with it has gone; then that email's row goes
too, everything is looked through for those words, and they are forgotten.
"""

import uuid
from datetime import timedelta

from sqlalchemy import select

from clinic.core import audit, personal_data
from clinic.core.audit import Actor
from clinic.core.clock import local, utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.core.settings import settings
from clinic.intake.models import Intake
from clinic.notifications import queries as mail
from clinic.notifications.composing import Envelope
from clinic.notifications.models import OWED
from clinic.notifications.services import owe
from clinic.rights import keeping, queries, stores, traces
from clinic.rights.models import ErasureReceipt, Ground
from clinic.scheduling.queries import one_ahead

ERASED = "rights.erased"
"""To the person: the receipt, with nothing of what was erased in it."""
WAITED_FOR = timedelta(days=2)
"""How long the receipt's email may take until its address is forgotten all the same."""


class HasToBeDecided(Refusal):
    """Something may oblige the clinic to keep it, so a person decides."""


class AppointmentAhead(Refusal):
    """There is an appointment ahead, which is cancelled first, so that nobody waits for who does not come."""


class GoneAlready(Refusal):
    """It was erased in the meantime."""


class NotAllErased(Exception):
    """Something still hangs on the request; nothing was erased."""


def erase_at_once(intake_id: uuid.UUID, actor: Actor) -> ErasureReceipt:
    """Erase a request that nothing obliges the clinic to keep. Raises HasToBeDecided and GoneAlready."""
    with transaction():
        intake = alone_with(intake_id)
        if keeping.why_kept(intake):
            raise HasToBeDecided
        return erase(intake, Ground.nothing_to_keep, actor)


def alone_with(intake_id: uuid.UUID) -> Intake:
    """Lock a request against rows that would come to refer to it as well. Raises GoneAlready.

    Who only held off decisions would wait, in deleting it, for somebody who writes and waits for that very lock.
    """
    wanted = select(Intake).where(Intake.id == intake_id).with_for_update()
    intake = db.session.scalar(wanted, execution_options={"populate_existing": True})
    if intake is None:
        raise GoneAlready
    return intake


def erase(intake: Intake, ground: Ground, actor: Actor) -> ErasureReceipt:
    """Erase a request, all of it or nothing; the caller holds its lock. Raises AppointmentAhead."""
    if one_ahead(intake.id):
        raise AppointmentAhead
    with transaction() as session:
        subjects, address = stores.subjects_of(intake.id), intake.email
        receipt = _receipt(intake, ground, stores.rows_about(intake.id, subjects))
        audit.record(actor, "erased", "intake", intake.id)
        personal_data.forget(intake.id)
        if any(stores.rows_about(intake.id, subjects).values()):
            raise NotAllErased
        session.add(receipt)
        if address:
            owe(Envelope(ERASED, receipt.id, address))
    return receipt


def _receipt(intake: Intake, ground: Ground, rows: dict[str, int]) -> ErasureReceipt:
    receipt = ErasureReceipt(id=intake.id, erased_at=utcnow(), ground=ground, rows=rows)
    receipt.backups_until = local(receipt.erased_at).date() + timedelta(days=settings().backup_days)
    receipt.traces = traces.words_of(intake)
    return receipt


def finish_erasures() -> int:
    """Finish each erasure whose receipt has gone; gives how many."""
    return sum(_finish(id) for id in queries.unfinished())


def _finish(id: uuid.UUID) -> bool:
    with transaction() as session:
        receipt = session.get(ErasureReceipt, id, populate_existing=True, with_for_update={"skip_locked": True})
        if receipt is None or receipt.looked_at or _is_on_its_way(receipt):
            return False
        words = receipt.traces
        personal_data.forget(id)
        receipt.traces_sealed, receipt.looked_at = None, utcnow()
        receipt.found = traces.found(words)
    return True


def _is_on_its_way(receipt: ErasureReceipt) -> bool:
    owed = any(email.state in OWED for email in mail.about(receipt.id))
    return owed and utcnow() < receipt.erased_at + WAITED_FOR
