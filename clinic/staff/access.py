"""Who may see the staff's pages, and who it is that acts."""

import logging
from typing import cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from clinic.core.audit import Actor
from clinic.core.settings import settings
from clinic.staff.models import StaffUser

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
    return Actor.staff(signed_in().id)


def _send_to(endpoint: str) -> ResponseReturnValue:
    logger.info("Refused %s to account %s: the second factor is not set up.", request.endpoint, signed_in().id)
    return redirect(url_for(endpoint))
