"""One request's page: everything about it, and the forms of what somebody can do now."""

import uuid
from http import HTTPStatus

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.intake.reference import read_reference
from clinic.intake.rules import Priority
from clinic.messages import queries as messages
from clinic.photos import queries as photos
from clinic.rights import queries as rights
from clinic.rights.clocks import days_left
from clinic.rights.differences import Difference, difference
from clinic.rights.models import Kind
from clinic.rights.words import TITLES
from clinic.scheduling.arranging import bookable
from clinic.staff import access
from clinic.staff.queries import active_accounts
from clinic.staff.rights import Right, may
from clinic.triage import services
from clinic.triage.forms import FORMS, AssignForm, JoinForm, MessageForm, MoveForm, PriorityForm, UndoForm
from clinic.triage.models import Move
from clinic.triage.opened import OpenedIntake
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.writing import filled_in


@blueprint.get("/intakes/<reference>/")
def intake(reference: str) -> ResponseReturnValue:
    """One request with everything told, agreed, decided, written and sent."""
    found = find(reference)
    return page(found, forms_for(found, _begun_message(found)))


def find(reference: str) -> OpenedIntake:
    spelled = read_reference(reference)
    found = services.open_intake(spelled, access.actor()) if spelled else None
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _begun_message(found: OpenedIntake) -> MoveForm | None:
    """Give the form of a message, begun with the template that the address names."""
    try:
        template = messages.template(uuid.UUID(request.args.get("template", "")))
    except ValueError:
        return None
    if template is None:
        return None
    form = MessageForm(formdata=None, version=found.version)
    form.keep(filled_in(template.words, found.intake, access.signed_in().name))
    return form


def forms_for(found: OpenedIntake, begun: MoveForm | None = None) -> dict[Move, MoveForm]:
    """Give the form of each move that is possible now; the one that was begun as it was filled in."""
    fresh = (kind(formdata=None, version=found.version) for kind in FORMS.values() if kind.kind in found.possible)
    forms = {form.kind: offered(form, found) for form in fresh}
    if begun is not None and begun.kind in forms:
        forms[begun.kind] = begun
    if not may(access.signed_in().role, Right.clear_hold):
        forms.pop(Move.cleared, None)
    priority = forms.get(Move.prioritised)
    if isinstance(priority, PriorityForm) and not priority.offer(_priorities(found)):
        del forms[Move.prioritised]
    return forms


def offered(form: MoveForm, found: OpenedIntake) -> MoveForm:
    """Name in the form to whom the request can be given."""
    if isinstance(form, AssignForm):
        form.offer((each.id, each.name) for each in active_accounts() if each.id != found.case.assignee_id)
    return form


def _priorities(found: OpenedIntake) -> list[Priority]:
    """Give the other priorities that this person may set."""
    others = [each for each in Priority if each is not found.intake.priority]
    if may(access.signed_in().role, Right.make_less_urgent):
        return others
    return [each for each in others if each.rank < found.intake.priority.rank]


def times_for(found: OpenedIntake) -> str:
    """Give where a time is chosen for this request, if one can be."""
    if not found.possible & {Move.booked, Move.moved} or not bookable.for_staff():
        return ""
    return url_for("triage.times", reference=found.intake.reference)


def _differences(found: OpenedIntake) -> list[Difference]:
    """Give what is asked to be corrected beside what is held, with health for those who read it."""
    asked = [case for case in rights.open_cases_of(found.intake.id) if case.kind is Kind.correction]
    shown = [difference(case) for case in asked]
    return shown if found.assessment else [each.without_answers() for each in shown]


def page(found: OpenedIntake, forms: dict[Move, MoveForm], sent: MoveForm | None = None, **more: object) -> str:
    me = access.signed_in().id
    return render_template(
        "triage/intake.html",
        request_page=found,
        forms=forms,
        sent=sent,
        next_move=found.next_move(me),
        undoable=found.undoable(me),
        undo=UndoForm(formdata=None),
        times=times_for(found),
        join=JoinForm(formdata=None, version=found.version),
        templates=messages.templates() if Move.messaged in forms else [],
        photos=photos.number_of(found.intake.id, *(each.intake.id for each in found.joined)),
        rights=rights.open_cases_of(found.intake.id),
        rights_titles=TITLES,
        days_left=days_left,
        differences=_differences(found),
        may_answer_rights=may(access.signed_in().role, Right.answer_rights),
        page_has_errors=sent is not None,
        **more,
    )
