"""What happens when somebody signs in or out: a session begins or ends, and it is written down by account id."""

import logging
from typing import Any

from flask import Flask
from flask_login import user_logged_out
from flask_security import password_changed, tf_profile_changed, user_authenticated, user_failed_authn

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.notifications.services import failed_for_good
from clinic.staff import cookie, services, throttling
from clinic.staff.models import StaffUser

logger = logging.getLogger(__name__)

ANYBODY = Actor("anybody")
CHANGED_PASSWORD = ["change"]
"""How the library says that somebody goes on, signed in as before, under their account's new name."""


def signed_in(sender: Flask, user: StaffUser, authn_via: list[str], **details: Any) -> None:
    if authn_via == CHANGED_PASSWORD:
        return
    with transaction():
        cookie.begin(user)
        _note(Actor.staff(user.id), "signed_in", user)
    throttling.forgive(user)


def signed_out(sender: Flask, user: StaffUser, **details: Any) -> None:
    cookie.end(user)
    _note(Actor.staff(user.id), "signed_out", user)


def failed(sender: Flask, user: StaffUser, auth_type: str, **details: Any) -> None:
    _note(ANYBODY, f"gave_wrong_{auth_type.replace(' ', '_')}", user)
    if throttling.is_last_try():
        _note(ANYBODY, "used_up_tries", user)


def password_replaced(sender: Flask, user: StaffUser, **details: Any) -> None:
    _note(Actor.staff(user.id), "set_password", user)


def second_factor_replaced(sender: Flask, user: StaffUser, **details: Any) -> None:
    """Keep the one session in which it was set up; all others have ended."""
    cookie.stay(user)


def _note(actor: Actor, action: str, user: StaffUser) -> None:
    with transaction():
        audit.record(actor, action, "staff", user.id)
    logger.info("Account %s: %s.", user.id, action)


def init_app(app: Flask) -> None:
    user_authenticated.connect(signed_in, app)
    user_logged_out.connect(signed_out, app)
    user_failed_authn.connect(failed, app)
    password_changed.connect(password_replaced, app)
    tf_profile_changed.connect(second_factor_replaced, app)
    failed_for_good.connect(services.tell_of_failed_email)
