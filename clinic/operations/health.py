"""Whether what was erased is known outside the database too."""

from datetime import timedelta

from sqlalchemy import func, select

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.health import check
from clinic.core.personal_data import Erasure

TOO_LONG = timedelta(minutes=10)


@check("erasures")
def witnessed() -> str | None:
    with transaction() as session:
        oldest = session.scalar(select(func.min(Erasure.at)).where(Erasure.witnessed_at.is_(None)))
    if oldest and oldest < utcnow() - TOO_LONG:
        return (
            "A request that was deleted is not on the list in WITNESS_FOLDER yet, and a restore would bring it back. "
            "Check the folder, and that celery worker and beat run."
        )
    return None
