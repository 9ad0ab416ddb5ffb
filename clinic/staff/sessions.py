"""How long a sign-in lasts. Times are kept in the signed session; a copied cookie runs out like its original."""

from datetime import timedelta

from flask import session

from clinic.core.clock import utcnow

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EACH = timedelta(minutes=1)


def begin() -> None:
    session["began_at"] = session["seen_at"] = utcnow().timestamp()


def is_alive() -> bool:
    """Whether the session was used lately and is not too old; notes that it is used now."""
    now = utcnow().timestamp()
    idle, age = now - session.get("seen_at", 0), now - session.get("began_at", 0)
    if idle > IDLE.total_seconds() or age > LONGEST.total_seconds():
        return False
    if idle > NOTED_EACH.total_seconds():
        session["seen_at"] = now
    return True
