"""When a form was opened: said by the form itself, signed, so that a machine cannot make it up."""

from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

from clinic.core.clock import utcnow

LONGEST_OPEN = 24 * 60 * 60
"""Seconds after which a page is asked to be sent once more."""


def sign_opening() -> str:
    return _signer().sign("form").decode()


def open_for(signed: str) -> timedelta | None:
    """Give how long ago a form was opened; nothing when we did not sign it, or too long ago to tell."""
    try:
        opened: datetime = _signer().unsign(signed, LONGEST_OPEN, return_timestamp=True)[1]
    except BadSignature:
        return None
    return utcnow() - opened


def _signer() -> TimestampSigner:
    return TimestampSigner(cast(str, current_app.secret_key), salt="opened")
