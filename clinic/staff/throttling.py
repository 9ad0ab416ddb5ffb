"""How many wrong passwords and codes are answered: SIGN_IN_LIMIT, per account and per network address.

Each try at an account is counted before it is checked, so that many at once cannot slip through, and a
sign-in that succeeds wipes the count. Of an address only failures count, because a clinic shares one.
The counters' store never holds an email address, only a keyed hash of it.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Flask, Response, current_app, request, session
from flask_limiter import RequestLimit
from flask_login import current_user
from limits import parse_many

from clinic.core.extensions import limiter
from clinic.core.settings import settings
from clinic.staff.models import StaffUser

logger = logging.getLogger(__name__)

SCOPE = "staff-account"
ENDPOINTS = ("login", "verify", "change_password", "two_factor_token_validation", "mf_recovery")

View = Callable[..., Any]


def limit() -> str:
    return settings().sign_in_limit


def account_key() -> str:
    """Name the account that is tried, known or not: by its address or, at the second factor, by its session."""
    if request.endpoint == "security.login":
        return _key("password", _normal(request.form.get("email", "")))
    if current_user.is_authenticated:
        return _key("password", current_user.email)
    return _key("factor", session.get("tf_user_id", ""))


def failed(response: Response) -> bool:
    return response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def refused(breach: RequestLimit) -> None:
    logger.warning("Too many tries at %s: refused.", request.endpoint)


per_account = limiter.shared_limit(limit, SCOPE, key_func=account_key, methods=["POST"], on_breach=refused)
per_address = limiter.shared_limit(limit, "staff-address", methods=["POST"], deduct_when=failed, on_breach=refused)


def is_last_try() -> bool:
    """Whether this request used up what the account had left."""
    return any(each.remaining == 0 for each in limiter.current_limits if SCOPE in each.request_args)


def forgive(user: StaffUser) -> None:
    """Wipe the counts of an account whose owner has just signed in."""
    for key in (_key("password", user.email), _key("factor", user.fs_uniquifier)):
        for item in parse_many(limit()):
            limiter.limiter.clear(item, current_app.config["RATELIMIT_KEY_PREFIX"], key, SCOPE)


def _normal(email: str) -> str:
    """Give an address as accounts have it, so that another spelling of it is not another account."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return email


def _key(step: str, name: str) -> str:
    words = f"{step}:{name.strip().lower()}"
    return hmac.new(settings().secret_key.encode(), words.encode(), hashlib.sha256).hexdigest()


def init_app(app: Flask) -> None:
    for name in ENDPOINTS:
        view: View = app.view_functions[f"security.{name}"]
        app.view_functions[f"security.{name}"] = per_address(per_account(view))
