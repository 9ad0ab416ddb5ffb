"""Who may see the staff's pages, and who it is that acts."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from clinic.core.audit import Actor
from clinic.core.errors import error_page
from clinic.core.settings import settings
from clinic.staff.models import StaffUser
from clinic.staff.rights import NotYours, Right, may

logger = logging.getLogger(__name__)

HOME = "/staff/"
"""Where staff land: the queue, which another slice shows."""


def staff_only() -> ResponseReturnValue | None:
    """Let only staff with a complete sign-in through: `blueprint.before_request(staff_only)`."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    user = signed_in()
    if settings().two_factor_required and not user.has_second_factor:
        return _send_to("security.two_factor_setup")
    if user.has_second_factor and not user.mf_recovery_codes:
        return _send_to("security.mf_recovery_codes")
    return None


def only(right: Right) -> Callable[[], ResponseReturnValue | None]:
    """Let only staff through whose role has this right: `blueprint.before_request(only(Right.arrange_clinic))`."""

    def check() -> ResponseReturnValue | None:
        refused = staff_only()
        if refused is None and not may(signed_in().role, right):
            raise NotYours(right)
        return refused

    return check


def refuse(refusal: NotYours) -> ResponseReturnValue:
    """Answer whoever asks for what their role may not do, and write it down."""
    logger.info("Refused %s to account %s: may not %s.", request.endpoint, signed_in().id, refusal.right)
    return error_page(HTTPStatus.FORBIDDEN)


def ask_to_sign_in(mechanisms: object = None, headers: object = None) -> ResponseReturnValue:
    """Send to the sign-in page, and back again afterwards if the page was only to be looked at."""
    logger.info("Refused %s: nobody is signed in.", request.endpoint)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back))


def signed_in() -> StaffUser:
    """Who is signed in; only on pages behind `staff_only`."""
    return cast(StaffUser, current_user._get_current_object())


def actor() -> Actor:
    """Who acts, for services and the audit trail; only on pages behind `staff_only`."""
    account = signed_in()
    return Actor.staff(account.id, account.role)


def init_app(app: Flask) -> None:
    app.register_error_handler(NotYours, refuse)


def _send_to(endpoint: str) -> ResponseReturnValue:
    logger.info("Refused %s to account %s: the second factor is not set up.", request.endpoint, signed_in().id)
    return redirect(url_for(endpoint))
