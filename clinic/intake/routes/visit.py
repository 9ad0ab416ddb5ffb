"""What the pages share: the blueprint, who is visiting, and what to say when something is in the way."""

import hmac
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clinic.core.allowance import Count, allowance
from clinic.core.clock import today, utcnow
from clinic.core.settings import settings
from clinic.intake import queries, tokens
from clinic.intake.care import Care, care_for
from clinic.intake.forms import StepForm
from clinic.intake.models import Draft, Purpose
from clinic.intake.rules import assess
from clinic.intake.services import Accepted

blueprint = Blueprint("intake", __name__)

DATABASE_AWAY = (OperationalError, PoolTimeout)
CANNOT_STORE = "We cannot store anything just now. Your answers are still on this page: please try again in a minute."
TOO_MANY = "There have been many requests from here. Your words are still on this page: try again later, or call us."
OPEN_TOO_LONG = "This page was open for a long time. Your answers are still here: please send it again."


def cookie_name(purpose: Purpose) -> str:
    return f"__Host-{purpose}" if settings().secure_cookies else purpose


def set_cookie(response: Response, purpose: Purpose, token: str, life: timedelta) -> None:
    secure = settings().secure_cookies
    response.set_cookie(cookie_name(purpose), token, max_age=life, secure=secure, httponly=True, samesite="Lax")


def visitor(purpose: Purpose) -> uuid.UUID | None:
    """Give the draft or request that this browser's cookie opens."""
    return tokens.subject_of(request.cookies.get(cookie_name(purpose)), purpose)


def visitors_draft() -> Draft | None:
    if "draft" not in g:
        g.draft = queries.live_draft(visitor(Purpose.draft))
    found: Draft | None = g.draft
    return found


def keep_draft(response: Response, token: str) -> Response:
    set_cookie(response, Purpose.draft, token, timedelta(days=settings().draft_days))
    return response


def accepted_page(accepted: Accepted) -> Response:
    """Remember in the signed session which request was sent, and lead to the page that says so."""
    g.stored = accepted.is_new
    session["sent"] = {"id": str(accepted.id), "until": (utcnow() + tokens.VISIT_LIFE).timestamp()}
    return redirect(url_for("intake.sent"), 303)  # type: ignore[return-value]  # werkzeug's own base class


def care_advised(answers: dict[str, Any]) -> Care | None:
    return care_for(assess(answers, today()), answers, today())


def say(form: StepForm, message: str) -> None:
    form.form_errors = [message]


def limited(too_many: Callable[[], ResponseReturnValue]) -> Callable[[Any], Any]:
    """Limit how many new requests one network address and one person may send; repeats do not count."""

    def apply(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def counted(**values: Any) -> ResponseReturnValue:
            if request.method != "POST":
                return view(**values)
            counts = (
                Count(address(), settings().intake_limit_per_address),
                Count(person(), settings().intake_limit_per_email),
            )
            if not allowance().take(counts):
                return too_many()
            try:
                return view(**values)
            finally:
                if not g.get("stored"):
                    allowance().give_back(counts)

        return counted

    return apply


def address() -> str:
    return f"address:{request.remote_addr}"


def person() -> str:
    """Give who asks, as a keyed hash: an address or number must not stand in the counters' names."""
    draft = None if request.endpoint == "intake.quick" else visitors_draft()
    answers = draft.progress["answers"] if draft else request.form
    who = (answers.get("email") or answers.get("phone") or "nobody").strip().lower()
    return "person:" + hmac.digest(settings().secret_key.encode(), who.encode(), "sha256").hex()[:32]


def form_page(template: str, form: StepForm, code: int = 200, **values: object) -> tuple[str, int]:
    return render_template(template, form=form, **values), code
