"""One request's page, and what somebody decides on it."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import Actor
from clinic.intake.reference import read_reference
from clinic.intake.rules import Priority
from clinic.staff import access
from clinic.staff.queries import active_accounts
from clinic.staff.rights import Right, may
from clinic.triage import decisions, services
from clinic.triage.forms import FORMS, AssignForm, MoveForm, PriorityForm
from clinic.triage.models import Move
from clinic.triage.moves import DecidedMeanwhile, NotNow, UnknownColleague
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.services import OpenedIntake

DECIDE: dict[Move, Callable[[uuid.UUID, Any, Actor], object]] = {
    Move.taken: lambda id, form, actor: decisions.take(id, form.version.data, actor),
    Move.assigned: lambda id, form, actor: decisions.assign(id, form.version.data, form.chosen, actor),
    Move.prioritised: lambda id, form, actor: decisions.prioritise(
        id, form.version.data, form.chosen, form.words.data, actor
    ),
    Move.contacted: lambda id, form, actor: decisions.contact(
        id, form.version.data, form.chosen, form.words.data, actor
    ),
    Move.closed: lambda id, form, actor: decisions.close(id, form.version.data, form.chosen, form.words.data, actor),
    Move.reopened: lambda id, form, actor: decisions.reopen(id, form.version.data, form.words.data, actor),
    Move.noted: lambda id, form, actor: decisions.note(id, form.version.data, form.words.data, actor),
}
GONE = "This colleague cannot sign in any more. Choose another."
DONE = {
    Move.taken: "The request is yours.",
    Move.assigned: "The request has been given to your colleague.",
    Move.prioritised: "The priority is set.",
    Move.contacted: "Your contact is recorded.",
    Move.closed: "The request is closed.",
    Move.reopened: "The request is open again.",
    Move.noted: "Your note is kept.",
}


@blueprint.get("/intakes/<reference>/")
def intake(reference: str) -> ResponseReturnValue:
    """One request with everything told, agreed, decided and sent."""
    found = _found(reference)
    return _page(found, _forms(found))


@blueprint.post("/intakes/<reference>/")
def decide(reference: str) -> ResponseReturnValue:
    """Do one move; whoever comes too late reads what was decided meanwhile, and keeps their own words."""
    found = _found(reference)
    kind = FORMS.get(request.form.get("move", ""))
    if kind is None:
        abort(HTTPStatus.BAD_REQUEST)
    form = _offered(kind(), found)
    try:
        _see_nothing_changed(form, found)
        if not form.validate():
            return _page(found, _forms(found, form), form), HTTPStatus.UNPROCESSABLE_ENTITY
        DECIDE[kind.kind](found.intake.id, form, access.actor())
    except (DecidedMeanwhile, NotNow):
        return _too_late(found.intake.reference, form), HTTPStatus.CONFLICT
    except UnknownColleague:
        form.form_errors = [GONE]
        return _page(found, _forms(found, form), form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(DONE[kind.kind], "success")
    return redirect(url_for("triage.intake", reference=found.intake.reference), HTTPStatus.SEE_OTHER)


def _see_nothing_changed(form: MoveForm, found: OpenedIntake) -> None:
    """Refuse at once what is about an older version: what it chose may not be offered now. Raises DecidedMeanwhile."""
    if form.kind is not Move.noted and form.version.data not in (None, found.version):
        raise DecidedMeanwhile(found.version)


def _found(reference: str) -> OpenedIntake:
    spelled = read_reference(reference)
    found = services.open_intake(spelled, access.actor()) if spelled else None
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _forms(found: OpenedIntake, sent: MoveForm | None = None) -> dict[Move, MoveForm]:
    """Give the form of each move that is possible now; the one that was sent as it was filled in."""
    fresh = (kind(formdata=None, version=found.version) for kind in FORMS.values() if kind.kind in found.possible)
    forms = {form.kind: _offered(form, found) for form in fresh}
    if sent is not None and sent.kind in forms:
        forms[sent.kind] = sent
    priority = forms.get(Move.prioritised)
    if isinstance(priority, PriorityForm) and not priority.offer(_priorities(found)):
        del forms[Move.prioritised]
    return forms


def _offered(form: MoveForm, found: OpenedIntake) -> MoveForm:
    """Name in the form to whom the request can be given."""
    if isinstance(form, AssignForm):
        form.offer((each.id, each.name) for each in active_accounts() if each.id != found.assignee_id)
    return form


def _priorities(found: OpenedIntake) -> list[Priority]:
    """Give the other priorities that this person may set."""
    others = [each for each in Priority if each is not found.intake.priority]
    if may(access.signed_in().role, Right.make_less_urgent):
        return others
    return [each for each in others if each.rank < found.intake.priority.rank]


def _too_late(reference: str, form: MoveForm) -> str:
    """Show what was decided since the form was opened, and the form once more, about the request as it is now."""
    found = _found(reference)
    since, words = found.decided_since(form.version.data or 0), form.written
    form.saw(found.version)
    forms = _forms(found, _offered(form, found))
    if words and form.kind not in forms:
        forms[Move.noted].keep(words)
    return _page(found, forms, form, is_too_late=True, since=since)


def _page(found: OpenedIntake, forms: dict[Move, MoveForm], sent: MoveForm | None = None, **more: object) -> str:
    next_move = found.next_move(access.signed_in().id)
    return render_template(
        "triage/intake.html",
        request_page=found,
        forms=forms,
        sent=sent,
        next_move=next_move,
        page_has_errors=sent is not None,
        **more,
    )
