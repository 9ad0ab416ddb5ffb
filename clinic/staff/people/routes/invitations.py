"""Inviting somebody, and what becomes of an invitation until it is accepted."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import Actor
from clinic.staff import access, services
from clinic.staff.freshness import fresh_only
from clinic.staff.people import invitations, queries
from clinic.staff.people.deeds import UnknownPerson
from clinic.staff.people.forms import InviteForm, SeenForm
from clinic.staff.people.invitations import SettledMeanwhile
from clinic.staff.people.queries import Invited
from clinic.staff.people.routes.blueprint import blueprint, everybody, read_id
from clinic.staff.people.words import steps_in_words


@dataclass(frozen=True)
class Press:
    """What a button on an invitation's page does, and what is said when it is done."""

    do: Callable[[uuid.UUID, int, Actor], object]
    done: str


PRESS = {
    "send_again": Press(invitations.send_again, "A new link is on its way. The old one no longer works."),
    "withdraw": Press(invitations.withdraw, "The invitation is withdrawn. Its link no longer works."),
}
ALREADY_STAFF = "This address has an account already."
ALREADY_INVITED = "This address has an invitation already. Send that one again, or withdraw it first."


@blueprint.get("/invite/")
def invite() -> ResponseReturnValue:
    return render_template("staff/invite.html", form=InviteForm())


@blueprint.post("/invite/")
@fresh_only
def send_invitation() -> ResponseReturnValue:
    form = InviteForm()
    if form.validate():
        try:
            sent = invitations.invite(form.name.data or "", form.email.data or "", form.chosen, access.actor())
        except services.AlreadyStaff:
            form.email.errors = [ALREADY_STAFF]
        except invitations.AlreadyInvited:
            form.email.errors = [ALREADY_INVITED]
        else:
            flash(f"An invitation is on its way to {sent.email}.", "success")
            return redirect(url_for("people.people"), HTTPStatus.SEE_OTHER)
    return render_template("staff/invite.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.post("/<id>/password/")
@fresh_only
def offer_password(id: str) -> ResponseReturnValue:
    """Send somebody who forgot their password a link to choose a new one."""
    try:
        sent = invitations.offer_password(read_id(id), access.actor())
    except UnknownPerson:
        abort(HTTPStatus.NOT_FOUND)
    except invitations.AlreadyInvited:
        flash("A link was sent already. It stands below: you can send it again.", "info")
    else:
        flash(f"A link to choose a new password is on its way to {sent.email}.", "success")
    return redirect(url_for("people.people"), HTTPStatus.SEE_OTHER)


@blueprint.get("/invitations/<id>/")
def invitation(id: str) -> ResponseReturnValue:
    """One invitation that waits: for whom, from whom, and until when."""
    found = queries.invitation(read_id(id))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return _page(found)


@blueprint.post("/invitations/<id>/")
@fresh_only
def settle(id: str) -> ResponseReturnValue:
    """Send an invitation again or withdraw it; whoever comes too late reads what became of it."""
    invitation_id, form = read_id(id), SeenForm()
    press = PRESS.get(request.form.get("press", ""))
    if press is None or not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    try:
        press.do(invitation_id, form.seen.data or 0, access.actor())
    except SettledMeanwhile:
        return _too_late(invitation_id), HTTPStatus.CONFLICT
    flash(press.done, "success")
    return redirect(url_for("people.people"), HTTPStatus.SEE_OTHER)


def _too_late(id: uuid.UUID) -> str:
    found = queries.invitation(id)
    if found:
        return _page(found, is_too_late=True)
    settled = steps_in_words(queries.steps_of(id))[-1:]
    return render_template("staff/people.html", **everybody(), settled=settled, is_too_late=True)


def _page(found: Invited, is_too_late: bool = False) -> str:
    steps = steps_in_words(queries.steps_of(found.invitation.id))
    return render_template("staff/invitation.html", found=found, steps=steps, is_too_late=is_too_late)
