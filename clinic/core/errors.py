"""Refusals, and the pages people see when something is wrong."""

import logging
from typing import Any

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

logger = logging.getLogger(__name__)


class Refusal(Exception):
    """A domain rule says no. Subclasses are named as the fact, e.g. `DraftExpired`."""


WORDS = {
    400: ("We could not read that", "Please go back and try again."),
    403: ("This page is not for you", "If you think it should be, ask an administrator of the clinic."),
    404: ("Page not found", "Check the address, or start again from the home page."),
    405: ("This page cannot be used that way", "Please go back and try again."),
    409: (
        "That is no longer possible",
        "Something has changed in the meantime. Please start again from the home page.",
    ),
    410: ("This link has run out", "You can ask the clinic for a new one."),
    413: ("That is too much at once", "Please shorten what you send and try again."),
    415: ("We could not read that", "Please use the form on our page."),
    429: ("Too many tries", "Please wait a few minutes and try again, or call us."),
    500: ("Something went wrong on our side", "It has been noted. Please try again, or call us."),
    503: ("We cannot store anything just now", "Please try again in a few minutes, or call us."),
}


def error_page(code: int, message: str | None = None) -> tuple[str, int]:
    """Render a page that helps; it needs neither the database nor a session."""
    title, advice = WORDS.get(code, WORDS[400 if code < 500 else 500])
    return render_template("errors/error.html", code=code, title=title, message=message or advice), code


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
        page, code = error_page(fault.code or 500)
        headers = [(name, value) for name, value in fault.get_headers() if name.lower() != "content-type"]
        return page, code, headers

    @app.errorhandler(Refusal)
    def no_longer_possible(fault: Refusal) -> ResponseReturnValue:
        logger.info("Refused at %s: %s", request.endpoint, type(fault).__name__)
        return error_page(409)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_away(fault: SQLAlchemyError) -> ResponseReturnValue:
        logger.error("The database cannot be used: %s", sqlstate(fault))
        return error_page(ServiceUnavailable.code)

    @app.errorhandler(InternalServerError)
    def broken(fault: InternalServerError) -> ResponseReturnValue:
        return error_page(500)

    app.log_exception = _log_exception  # type: ignore[method-assign]


def _log_exception(exc_info: Any) -> None:
    """Log where it broke, and not the exception's words, which may be somebody's answers."""
    kind, fault, trace = exc_info
    frames, step = [], trace
    while step is not None:
        frames.append(f"{step.tb_frame.f_globals.get('__name__')}:{step.tb_lineno}")
        step = step.tb_next
    detail = sqlstate(fault) if isinstance(fault, SQLAlchemyError) else kind.__name__
    logger.error("Unhandled %s at %s", detail, " > ".join(frames[-8:]))
