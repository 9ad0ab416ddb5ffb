"""What the pages share: the blueprint, the browser's draft, and what to say when something is in the way."""

from flask import Blueprint, Response, redirect, render_template, session, url_for
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clinic.core.clock import utcnow
from clinic.intake import tokens
from clinic.intake.forms import StepForm
from clinic.intake.models import Purpose
from clinic.intake.services import Accepted
from clinic.intake.visitors import set_cookie
from clinic.privacy.periods import draft_life

blueprint = Blueprint("intake", __name__)

DATABASE_AWAY = (OperationalError, PoolTimeout)
CANNOT_STORE = "We cannot store anything just now. Your answers are still on this page: please try again in a minute."
TOO_MANY = "There have been many requests from here. Your words are still on this page: try again later, or call us."
NOT_SURE = "We could not tell whether a person sent this. Your words are still here: please press Send once more."


def keep_draft(response: Response, token: str) -> Response:
    """Let this browser come back to its draft for as long as the draft lasts."""
    set_cookie(response, Purpose.draft, token, draft_life())
    return response


def accepted_page(accepted: Accepted) -> Response:
    """Remember in the signed session which request was sent, and lead to the page that says so."""
    session["sent"] = {"id": str(accepted.id), "until": (utcnow() + tokens.VISIT_LIFE).timestamp()}
    return redirect(url_for("intake.sent"), 303)  # type: ignore[return-value]  # werkzeug's own base class


def repeated_page(accepted: Accepted) -> Response:
    """Say which request these very words are, to a browser that need not be the one that sent them first.

    It is told the reference, and may neither see nor add to what was told.
    """
    session["sent"] = {"reference": accepted.reference, "until": (utcnow() + tokens.VISIT_LIFE).timestamp()}
    return redirect(url_for("intake.sent"), 303)  # type: ignore[return-value]  # werkzeug's own base class


def say(form: StepForm, message: str) -> None:
    form.form_errors = [message]


def form_page(template: str, form: StepForm, code: int = 200, **values: object) -> tuple[str, int]:
    return render_template(template, form=form, **values), code
