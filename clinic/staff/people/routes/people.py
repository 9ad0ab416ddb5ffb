"""Everybody who works here, and one person's account."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import Actor
from clinic.staff import access, sessions
from clinic.staff.freshness import fresh_only
from clinic.staff.people import queries, services
from clinic.staff.people.deeds import ChangedMeanwhile, Deed, OwnAccount
from clinic.staff.people.forms import ChangeForm, SeenForm
from clinic.staff.people.queries import Colleague
from clinic.staff.people.routes.blueprint import blueprint, everybody, read_id
from clinic.staff.people.words import changes_in_words

SHOWN = 20
"""Changes, on a person's page."""

DO: dict[Deed, Callable[[uuid.UUID, Any, Actor], object]] = {
    Deed.changed: lambda id, form, actor: services.change(id, form.seen.data, form.name.data, form.chosen, actor),
    Deed.disabled: lambda id, form, actor: services.disable(id, form.seen.data, actor),
    Deed.enabled: lambda id, form, actor: services.enable(id, form.seen.data, actor),
    Deed.forgot_phone: lambda id, form, actor: services.forget_phone(id, form.seen.data, actor),
    Deed.ended_sessions: lambda id, form, actor: services.end_sessions(id, form.seen.data, actor),
}

DONE = {
    Deed.changed: "The account is changed.",
    Deed.disabled: "The account is disabled, and signed out everywhere.",
    Deed.enabled: "The account is enabled. They sign in as they did before.",
    Deed.forgot_phone: "The phone is forgotten. They set up a new one when they sign in next.",
    Deed.ended_sessions: "They are signed out everywhere.",
}

OWN = "Of your own account you can change only the name here. Ask another administrator for the rest."


@blueprint.get("/")
def people() -> ResponseReturnValue:
    """Everybody who has an account or an invitation to have one."""
    return render_template("staff/people.html", **everybody())


@blueprint.get("/<id>/")
def person(id: str) -> ResponseReturnValue:
    """One account, what was done with it, and what can be done."""
    return _page(_found(id))


@blueprint.post("/<id>/")
@fresh_only
def act(id: str) -> ResponseReturnValue:
    """Do one deed; whoever comes too late reads what was done meanwhile, and keeps their own words."""
    found, deed = _found(id), _read_deed()
    form = ChangeForm() if deed is Deed.changed else SeenForm()
    if not form.validate():
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        DO[deed](found.account.id, form, access.actor())
    except ChangedMeanwhile:
        return _page(_found(id), form, form.seen.data), HTTPStatus.CONFLICT
    except OwnAccount:  # and so somebody else is always left who can manage people
        form.form_errors = [OWN]
        return _page(_found(id), form), HTTPStatus.CONFLICT
    flash(DONE[deed], "success")
    return redirect(url_for("people.person", id=id), HTTPStatus.SEE_OTHER)


def _found(id: str) -> Colleague:
    found = queries.colleague(read_id(id))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _read_deed() -> Deed:
    try:
        return Deed(request.form.get("deed", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)


def _page(found: Colleague, form: SeenForm | None = None, seen: int | None = None) -> str:
    """Show an account as it stands, with what was sent; to whoever came too late, what was done since they saw it."""
    account = found.account
    changes = queries.changes(account.id, SHOWN)
    return render_template(
        "staff/person.html",
        found=found,
        account=account,
        form=form if isinstance(form, ChangeForm) else ChangeForm(formdata=None, data=_written(found)),
        faults=form,
        page_has_errors=form is not None,
        is_change=isinstance(form, ChangeForm),
        is_too_late=seen is not None,
        since=changes_in_words(each for each in changes if seen is not None and each.version > seen),
        changes=changes_in_words(changes),
        is_own=account.id == access.signed_in().id,
        sessions=sessions.number(account.id),
        invitation=queries.invitation_of(account.id),
    )


def _written(found: Colleague) -> dict[str, str]:
    return {"name": found.account.name, "role": found.account.role.value}
