"""Who is visiting: what a browser's cookie opens, and how it gets the cookie."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Response, g, request, session

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.intake import tokens
from clinic.intake.models import Draft, Intake, Purpose


def cookie_name(purpose: Purpose) -> str:
    return f"__Host-{purpose}" if settings().secure_cookies else purpose


def set_cookie(response: Response, purpose: Purpose, token: str, life: timedelta | None = None) -> None:
    """Set a cookie that scripts cannot read; without a life it goes when the browser is closed."""
    secure = settings().secure_cookies
    response.set_cookie(cookie_name(purpose), token, max_age=life, secure=secure, httponly=True, samesite="Lax")


def own_request_id() -> uuid.UUID | None:
    """Give which request this browser's cookie opens."""
    return tokens.subject_of(request.cookies.get(cookie_name(Purpose.request)), Purpose.request)


def own_request() -> Intake | None:
    """Give the request whose emailed link this browser has opened, while the visit lasts."""
    id = own_request_id()
    return db.session.get(Intake, id) if id else None


def just_sent() -> Intake | None:
    """Give the request that this browser sent, as its signed session remembers for a short while."""
    id = what_was_sent().get("id")
    return db.session.get(Intake, uuid.UUID(id)) if id else None


def what_was_sent() -> dict[str, Any]:
    """Give what the session remembers of it: its `id`, or only its `reference`."""
    sent: dict[str, Any] = session.get("sent") or {}
    return sent if sent and sent["until"] >= utcnow().timestamp() else {}


def visitors_draft() -> Draft | None:
    """Give this browser's draft, even one that was sent."""
    if "draft" not in g:
        g.draft = tokens.draft_of(request.cookies.get(cookie_name(Purpose.draft)))
    found: Draft | None = g.draft
    return found


def begun_draft() -> Draft | None:
    """Give this browser's draft if it is still to be sent."""
    draft = visitors_draft()
    return draft if draft and not draft.sent_at else None
