"""Acts that need the password anew: who signed in a while ago enters it once more, and what they sent is kept."""

from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import check_and_update_authn_fresh

from clinic.core.forms import OPEN_TOO_LONG
from clinic.staff import cookie
from clinic.staff.access import signed_in
from clinic.staff.forms import ConfirmPasswordForm
from clinic.staff.routes import page
from clinic.staff.throttling import View, limit_tries

PASSWORD = "password"  # noqa: S105  # the name of a field
NOT_KEPT = {PASSWORD, "csrf_token"}


def is_fresh() -> bool:
    """Tell whether somebody is signed in who gave their password lately."""
    within, grace = (current_app.config[f"SECURITY_FRESHNESS{each}"] for each in ("", "_GRACE_PERIOD"))
    return current_user.is_authenticated and check_and_update_authn_fresh(within, grace, "session")


def fresh_only(view: View) -> View:
    """Let a view take what somebody sends only when they gave their password lately.

    Else they are asked for it on a page that holds what they sent and sends it again. For views behind `staff_only`,
    whose own forms ask for no password.
    """

    @wraps(view)
    def guarded(**values: Any) -> Any:
        return _ask() or view(**values)

    return limit_tries(guarded, exempt_when=lambda: PASSWORD not in request.form or is_fresh())


def _ask() -> ResponseReturnValue | None:
    """Give the page that asks for the password; nothing when that is not needed, or answered rightly."""
    if request.method != "POST" or is_fresh():
        return None
    user = cast(Any, signed_in())
    if PASSWORD not in request.form:
        return _page(ConfirmPasswordForm(formdata=None, user=user))[0], HTTPStatus.FORBIDDEN
    form = ConfirmPasswordForm(user=user)
    if form.validate():
        cookie.confirm_password()
        return None
    if form.csrf_token.errors:
        form.csrf_token.errors = [OPEN_TOO_LONG]
    return _page(form)


def _page(form: ConfirmPasswordForm) -> tuple[str, int]:
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    return page("staff/confirm_password.html", verify_form=form, kept=kept)
