"""Watching the clocks: who hears that an answer is nearly due.

That somebody was told is the email owed for it: of each case once, whatever becomes of the email.
"""

from datetime import timedelta

from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification
from clinic.notifications.services import owe
from clinic.rights.models import RightsCase
from clinic.rights.services import who_hears

NEARLY_DUE = "rights.nearly_due"
"""To those who hear of a new case."""
LEFT = timedelta(days=7)
BATCH = 100


def watch_clocks() -> int:
    """Owe the emails about cases that are due within a week, or late; gives of how many cases."""
    told = select(Notification.id).where(Notification.item_id == RightsCase.id, Notification.kind == NEARLY_DUE)
    wanted = (
        select(RightsCase)
        .where(RightsCase.closed_at.is_(None), RightsCase.due_at <= utcnow() + LEFT, ~told.exists())
        .order_by(RightsCase.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with transaction() as session:
        cases = session.scalars(wanted).all()
        addresses = who_hears() if cases else []
        owe(*(Envelope(NEARLY_DUE, case.intake_id, address, case.id) for case in cases for address in addresses))
    return len(cases)
