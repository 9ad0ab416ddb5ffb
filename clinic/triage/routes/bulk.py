"""The same decision about the requests that somebody chose on the queue: seen once more, then made for each."""

import uuid
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.staff import access
from clinic.staff.queries import active_accounts
from clinic.triage import bulk, queries
from clinic.triage.bulk import Chosen, Refused
from clinic.triage.forms import ToColleague, WithReason
from clinic.triage.models import Move
from clinic.triage.moves import UnknownColleague
from clinic.triage.queries import Listed
from clinic.triage.routes.blueprint import blueprint

FORMS: dict[str, type[ToColleague | WithReason]] = {Move.assigned: ToColleague, Move.closed: WithReason}
MOST = 200
"""Requests at a time."""
NOTHING_CHOSEN = "Choose requests first: tick the boxes before their references."
DONE = {Move.assigned: "given to your colleague", Move.closed: "closed"}


@blueprint.post("/bulk/")
def decide_many() -> ResponseReturnValue:
    """Ask what is to become of the chosen requests; the page that asks posts here again, to do it."""
    kind = FORMS.get(request.form.get("move", ""))
    if kind is None:
        abort(HTTPStatus.BAD_REQUEST)
    seen = _seen()
    lines = queries.lines_of(access.signed_in().id, seen)
    if not lines:
        flash(NOTHING_CHOSEN, "info")
        return redirect(url_for("triage.queue"), HTTPStatus.SEE_OTHER)
    is_asked = "press" in request.form
    form = _offered(kind() if is_asked else kind(formdata=None))
    if not is_asked:
        return _page(form, lines, seen)
    if not form.validate():
        return _page(form, lines, seen), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        refused = _decide(form, [Chosen(line.id, seen[line.id]) for line in lines])
    except UnknownColleague:
        form.form_errors = ["This colleague cannot sign in any more. Choose another."]
        return _page(form, lines, seen), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done(Move(request.form["move"]), lines, refused)


def _seen() -> dict[uuid.UUID, int]:
    """Read which requests were chosen, and how many decisions there were about each when they were."""
    chosen = (value.partition("~") for value in request.form.getlist("chosen")[:MOST])
    try:
        return {uuid.UUID(id): int(version) for id, _, version in chosen}
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)


def _offered(form: ToColleague | WithReason) -> ToColleague | WithReason:
    if isinstance(form, ToColleague):
        form.offer((each.id, each.name) for each in active_accounts())
    return form


def _decide(form: ToColleague | WithReason, chosen: list[Chosen]) -> Refused:
    actor = access.actor()
    if isinstance(form, ToColleague):
        return bulk.assign(chosen, form.chosen, actor)
    return bulk.close(chosen, form.chosen, form.words.data or "", actor)


def _page(form: ToColleague | WithReason, lines: list[Listed], seen: dict[uuid.UUID, int]) -> str:
    return render_template("triage/decide_many.html", form=form, lines=lines, seen=seen, move=request.form["move"])


def _done(move: Move, lines: list[Listed], refused: Refused) -> ResponseReturnValue:
    """Say what was done, and of each request that was left alone why."""
    number = len(lines) - len(refused)
    if not refused:
        flash(f"{_requests(number)} {DONE[move]}. Each can be undone on its page for a minute.", "success")
        return redirect(url_for("triage.queue"), HTTPStatus.SEE_OTHER)
    now = {line.id: line for line in queries.lines_of(access.signed_in().id, refused)}
    done = f"{_requests(number)} {DONE[move]}." if number else "Nothing was done."
    return render_template("triage/decided_many.html", done=done, left=now.values()), HTTPStatus.CONFLICT


def _requests(number: int) -> str:
    return "One request was" if number == 1 else f"{number} requests were"
