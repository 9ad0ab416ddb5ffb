"""The pages of locations."""

import uuid
from http import HTTPStatus
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.settings import settings
from clinic.scheduling.arranging import history, locations, queries
from clinic.scheduling.arranging.forms.location import LocationForm
from clinic.scheduling.rearranging.standing import Fault
from clinic.scheduling.routes.settings.blueprint import Sheet, answer, blueprint
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer("arranging.list_locations", "Locations", "Where people are seen.", Right.arrange_appointments)


@blueprint.get("/locations/")
def list_locations() -> ResponseReturnValue:
    return render_template("scheduling/locations.html", locations=queries.locations())


@blueprint.route("/locations/new/", methods=["GET", "POST"])
def new_location() -> ResponseReturnValue:
    form = LocationForm(data={"seen": 0, "zone": settings().clinic_timezone.key, "is_open": True})

    def change() -> list[Fault]:
        locations.add_location(form.details(), access.actor())
        return []

    return _answer(form, change)


@blueprint.route("/locations/<uuid:id>/", methods=["GET", "POST"])
def location(id: uuid.UUID) -> ResponseReturnValue:
    known = queries.location(id) or abort(HTTPStatus.NOT_FOUND)
    form = LocationForm(obj=known, data={"seen": known.version})

    def change() -> list[Fault]:
        return locations.change_location(id, form.seen.data or 0, form.details(), access.actor())

    return _answer(form, change, id)


def _answer(form: LocationForm, change: Any, id: uuid.UUID | None = None) -> ResponseReturnValue:
    def show(**more: object) -> str:
        changes = history.changes(f"location:{id}") if id else []
        return render_template("scheduling/location.html", form=form, is_new=id is None, changes=changes, **more)

    if request.method == "GET":
        return show()
    return answer(Sheet(form, show, change, "The location is saved.", url_for("arranging.list_locations")))
