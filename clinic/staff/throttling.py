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
ADDRESSES, LINKS = "staff-address", "staff-links"
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


def limit_tries(view: View, exempt_when: Callable[[], bool] | None = None) -> View:
    """Limit what is posted to a view that checks a password or code, but for posts that bring none."""
    options: dict[str, Any] = {"methods": ["POST"], "exempt_when": exempt_when, "on_breach": refused}
    per_account = limiter.shared_limit(limit, SCOPE, key_func=account_key, **options)
    per_address = limiter.shared_limit(limit, ADDRESSES, deduct_when=failed, **options)
    limited: View = per_address(per_account(view))
    return limited


def limit_guesses(view: View) -> View:
    """Limit how often one address opens links that lead nowhere; a scanner of emails that does keeps nobody out."""
    limited: View = limiter.shared_limit(limit, LINKS, deduct_when=led_nowhere, on_breach=refused)(view)
    return limited


def led_nowhere(response: Response) -> bool:
    return response.status_code == HTTPStatus.GONE


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
        app.view_functions[f"security.{name}"] = limit_tries(app.view_functions[f"security.{name}"])
