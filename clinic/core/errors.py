"""Refusals, and the pages people see when something is wrong."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from clinic.core.clock import utcnow
from clinic.core.error_words import Words, words_for
from clinic.core.extensions import limiter
from clinic.core.identity import Clinic, clinic, last_known_clinic
from clinic.core.logs import where

logger = logging.getLogger(__name__)

AWAY_SECONDS = 60
"""How soon to try again when something of ours is away."""


class Refusal(Exception):
    """A domain rule says no. Subclasses are named as the fact, e.g. `DraftExpired`."""


def error_page(code: int) -> Response:
    """Give a page that helps; it needs no session and no Redis, and when something of ours is at fault no database."""
    words, seconds = words_for(code), wait_seconds(code)
    advice = (_try_again(seconds), *words.advice) if code == HTTPStatus.TOO_MANY_REQUESTS else words.advice
    try:
        # Rendered without Flask's context processors, which may want what is away.
        template = current_app.jinja_env.get_template("errors/error.html")
        known = last_known_clinic() if code >= HTTPStatus.INTERNAL_SERVER_ERROR else clinic()
        page = template.render(code=code, words=words, advice=advice, clinic=known)
    except Exception as fault:  # the page about a fault is shown whatever else is at fault
        logger.error("The page for error %s cannot be made: %s", code, type(fault).__name__)
        page = plain_page(words, advice, last_known_clinic())
    return Response(page, code, {"Cache-Control": "no-store"})


PLAIN = Markup("""<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – {clinic}</title>
<main>
<h1>{title}</h1>
<p>{happened}</p>
<ul>{advice}</ul>
<p>{clinic}: <a href="{reach}">{contact}</a></p>
<p><a href="/consultation/quick/">Ask for a consultation</a> · <a href="/treatments/">Treatments</a> ·
<a href="/">Home page</a></p>
<p>In an emergency call <a href="tel:999">999</a>.</p>
</main>
</html>
""")
"""For when no template can be rendered and no address built."""


def plain_page(words: Words, advice: Iterable[str], known: Clinic) -> str:
    by_phone, by_email = (f"tel:{known.phone.replace(' ', '')}", known.phone), (f"mailto:{known.email}", known.email)
    reach, contact = by_phone if known.phone else by_email
    return PLAIN.format(
        title=words.title,
        happened=words.happened,
        advice=Markup("").join(Markup("<li>{}</li>").format(each) for each in advice),
        clinic=known.name,
        reach=reach,
        contact=contact,
    )


def wait_seconds(code: int) -> int | None:
    """Give how long to wait before another try, where that is known or, for what is away, can be advised."""
    if code == HTTPStatus.SERVICE_UNAVAILABLE:
        return AWAY_SECONDS
    limit = limiter.current_limit if code == HTTPStatus.TOO_MANY_REQUESTS else None
    return max(1, limit.reset_at - int(utcnow().timestamp())) if limit and limit.breached else None


def _try_again(seconds: int | None) -> str:
    if seconds is None:
        return "Wait a few minutes, then try again."
    minutes = max(1, round(seconds / 60))
    return f"You can try again in about {minutes} minute{'' if minutes == 1 else 's'}."


def sqlstate(fault: SQLAlchemyError) -> str:
    """Give PostgreSQL's error code: unlike its message, it never repeats what somebody typed."""
    return getattr(getattr(fault, "orig", None), "sqlstate", None) or type(fault).__name__


def violated(fault: IntegrityError) -> str:
    """Give the name of the constraint that said no."""
    diagnosis = getattr(fault.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def init_app(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def refused(fault: HTTPException) -> ResponseReturnValue:
        if fault.response is not None:
            return fault.response
        page = error_page(fault.code or 500)
        page.headers.extend((name, value) for name, value in fault.get_headers() if name.lower() != "content-type")
        return page

    @app.errorhandler(Refusal)
    def no_longer_possible(fault: Refusal) -> ResponseReturnValue:
        logger.info("Refused at %s: %s", request.endpoint, type(fault).__name__)
        return error_page(409)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_away(fault: SQLAlchemyError) -> ResponseReturnValue:
        logger.error("The database cannot be used: %s", sqlstate(fault))
        return error_page(503)

    @app.errorhandler(InternalServerError)
    def broken(fault: InternalServerError) -> ResponseReturnValue:
        return error_page(500)

    @app.after_request
    def say_when(response: Response) -> Response:
        """Tell how long to wait, on a form shown again as on an error page."""
        if seconds := wait_seconds(response.status_code):
            response.headers.setdefault("Retry-After", str(seconds))
        return response

    app.log_exception = _log_exception  # type: ignore[method-assign]  # Flask means it to be replaced


def _log_exception(exc_info: Any) -> None:
    """Log where it broke, and not the exception's words, which may be somebody's answers."""
    kind, fault, trace = exc_info
    detail = sqlstate(fault) if isinstance(fault, SQLAlchemyError) else kind.__name__
    logger.error("Unhandled %s at %s", detail, where(trace))
