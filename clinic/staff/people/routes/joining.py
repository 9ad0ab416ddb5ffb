"""Accepting an invitation, by the link in its email. Looking changes nothing, because mail scanners open links."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.staff import services
from clinic.staff.people import invitations
from clinic.staff.people.forms import JoinForm
from clinic.staff.people.invitations import InvitationOver
from clinic.staff.throttling import limit_guesses

blueprint = Blueprint("joining", __name__, url_prefix="/staff/invitation")

JOINED = "Your account is set up. Sign in with your email address and your new password."


@blueprint.route("/<token>/", methods=["GET", "POST"])
@limit_guesses
def join(token: str) -> ResponseReturnValue:
    """Set up the account that the link is for. What is no open invitation is answered alike, whatever else it is."""
    invitation = invitations.opened_by(token)
    if invitation is None:
        return _over()
    form = JoinForm(data={"name": invitation.name})
    if request.method == "POST" and form.validate():
        try:
            invitations.accept(token, form.name.data or "", form.password.data or "")
        except InvitationOver:
            return _over()
        except services.WeakPassword as fault:
            form.password.errors = [str(fault)]
        else:
            flash(JOINED, "success")
            return redirect(url_for("security.login"), HTTPStatus.SEE_OTHER)
    code = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("staff/join.html", form=form, invitation=invitation), code


def _over() -> ResponseReturnValue:
    return render_template("staff/invitation_over.html"), HTTPStatus.GONE
