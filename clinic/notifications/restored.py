"""What becomes of the mail that a backup says is owed."""

from sqlalchemy import or_, update

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.notifications.models import OWED, Notification, State

REASON = "Withheld when a backup was restored: it may have been sent after the backup was made."


def withhold_what_may_have_gone() -> int:
    """Withhold every email that was to go by now; gives how many. One planned for later cannot have gone, and stays."""
    now = utcnow()
    was_to_go = or_(Notification.planned_for.is_(None), Notification.planned_for <= now)
    withhold = (
        update(Notification)
        .where(Notification.state.in_(OWED), was_to_go)
        .values(state=State.withheld, settled_at=now, lease_until=None, answer=REASON)
        .returning(Notification.id)
    )
    with transaction() as session:
        session.flush()
        return len(session.scalars(withhold, execution_options={"synchronize_session": False}).all())
