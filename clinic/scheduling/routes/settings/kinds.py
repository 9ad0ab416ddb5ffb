"""The pages of kinds of appointment."""

import uuid
from http import HTTPStatus
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.scheduling.arranging import history, kinds, queries
from clinic.scheduling.arranging.forms.kind import KindForm
from clinic.scheduling.rearranging.standing import Fault
from clinic.scheduling.routes.settings.blueprint import Sheet, answer, blueprint
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer(
    "arranging.list_kinds",
    "Kinds of appointment",
    "What people are seen for, how long it takes, and who gives it.",
    Right.arrange_appointments,
)

USUAL = {"seen": 0, "in_person": True, "is_offered": True, "for_new": True, "for_returning": True}


@blueprint.get("/kinds/")
def list_kinds() -> ResponseReturnValue:
    return render_template("scheduling/kinds.html", kinds=queries.kinds())


@blueprint.route("/kinds/new/", methods=["GET", "POST"])
def new_kind() -> ResponseReturnValue:
    form = KindForm(_seers(), data=USUAL)

    def change() -> list[Fault]:
        kinds.add_kind(form.details(), form.givers, access.actor())
        return []

    return _answer(form, change)


@blueprint.route("/kinds/<uuid:id>/", methods=["GET", "POST"])
def kind(id: uuid.UUID) -> ResponseReturnValue:
    known = queries.kind(id) or abort(HTTPStatus.NOT_FOUND)
    givers = [str(each) for each in queries.givers(id)]
    form = KindForm(_seers(), obj=known, data={"seen": known.version, "practitioners": givers})

    def change() -> list[Fault]:
        return kinds.change_kind(id, form.seen.data or 0, form.details(), form.givers, access.actor())

    return _answer(form, change, id)


def _seers() -> list[queries.Seer]:
    """Give who can be chosen to give a kind of appointment: everybody who has a diary."""
    return [each for each in queries.seers() if each.schedule]


def _answer(form: KindForm, change: Any, id: uuid.UUID | None = None) -> ResponseReturnValue:
    def show(**more: object) -> str:
        changes = history.changes(f"appointment_kind:{id}") if id else []
        return render_template("scheduling/kind.html", form=form, is_new=id is None, changes=changes, **more)

    if request.method == "GET":
        return show()
    done = "The kind of appointment is saved."
    return answer(Sheet(form, show, change, done, url_for("arranging.list_kinds")))
