"""What the signed cookie says of a sign-in: which session it is. The database is asked for it on each request."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g, request, session
from flask_security.utils import set_request_attr

from clinic.core.clock import utcnow
from clinic.staff import sessions
from clinic.staff.devices import device
from clinic.staff.models import StaffSession, StaffUser

KEY = "staff_session"
BY_ITSELF = "is_asked_by_itself"

View = TypeVar("View", bound=Callable[..., object])


def begin(account: StaffUser) -> None:
    """Begin a session in this browser."""
    session[KEY] = str(sessions.begin(account, device(request.user_agent.string)).id)


def owner(uniquifier: str) -> StaffUser | None:
    """Give whose live session this browser has, and note that it is used; how Flask-Login knows people."""
    found = sessions.live(uuid.UUID(session[KEY]), uniquifier) if KEY in session else None
    if found is None:
        return None
    g.staff_session, account = found
    if not _is_asked_by_itself():
        sessions.note_use(g.staff_session)
    # As the library's own way to know people does, for its pages that ask how and when somebody signed in.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return account


def asked_by_itself(view: View) -> View:
    """Mark a view that an open page asks now and then: nobody uses the session by that, and so it runs out."""
    setattr(view, BY_ITSELF, True)
    return view


def _is_asked_by_itself() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), BY_ITSELF)


def current() -> uuid.UUID | None:
    """Give the session in which this request is made; nothing for somebody who is not signed in."""
    used: StaffSession | None = g.get("staff_session")
    return used.id if used else None


def confirm_password() -> None:
    """Note that whoever uses this browser has just given their password."""
    session["fs_paa"] = utcnow().timestamp()
    set_request_attr("fs_paa", session["fs_paa"])


def stay(account: StaffUser) -> None:
    """Keep this browser's session when all others of the account have ended."""
    session["_user_id"] = account.get_id()


def end(account: StaffUser) -> None:
    """End this browser's session, so that a copy of its cookie is worth nothing either."""
    if KEY in session:
        sessions.end(uuid.UUID(session.pop(KEY)), account.id)
