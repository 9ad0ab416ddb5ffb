"""Accepting an invitation, by the link in its email. Looking changes nothing, because mail scanners open links."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.staff import services
from clinic.staff.models import Invitation
from clinic.staff.people import invitations
from clinic.staff.people.forms import JoinForm, PasswordForm
from clinic.staff.people.invitations import InvitationOver
from clinic.staff.throttling import limit_guesses

blueprint = Blueprint("joining", __name__, url_prefix="/staff/invitation")

JOINED = "Your account is set up. Sign in with your email address and your new password."
CHOSEN = "Your new password is set. Sign in with it."


@blueprint.route("/<token>/", methods=["GET", "POST"])
@limit_guesses
def join(token: str) -> ResponseReturnValue:
    """Set up the account that the link is for, or its new password. What opens nothing is answered alike."""
    invitation = invitations.opened_by(token)
    if invitation is None:
        return _over()
    form = PasswordForm() if invitation.account_id else JoinForm(data={"name": invitation.name})
    if request.method == "GET" or not form.validate():
        return _page(form, invitation)
    try:
        done = _accept(token, form)
    except InvitationOver:
        return _over()
    except services.WeakPassword as fault:
        form.password.errors = [str(fault)]
        return _page(form, invitation)
    flash(done, "success")
    return redirect(url_for("security.login"), HTTPStatus.SEE_OTHER)


def _accept(token: str, form: PasswordForm | JoinForm) -> str:
    """Do what the link is for, and give what to say. Raises InvitationOver and WeakPassword."""
    if isinstance(form, JoinForm):
        invitations.accept(token, form.name.data or "", form.password.data or "")
        return JOINED
    invitations.choose_password(token, form.password.data or "")
    return CHOSEN


def _page(form: PasswordForm | JoinForm, invitation: Invitation) -> ResponseReturnValue:
    code = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("staff/join.html", form=form, invitation=invitation), code


def _over() -> ResponseReturnValue:
    return render_template("staff/invitation_over.html"), HTTPStatus.GONE
