"""One request, with everything told, agreed and sent."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from clinic.intake.reference import read_reference
from clinic.staff import access
from clinic.triage import services
from clinic.triage.routes.blueprint import blueprint


@blueprint.get("/intakes/<reference>/")
def intake(reference: str) -> ResponseReturnValue:
    """One request with everything told, agreed and sent."""
    spelled = read_reference(reference)
    found = services.open_intake(spelled, access.actor()) if spelled else None
    if found is None:
        abort(404)
    return render_template("triage/intake.html", request_page=found)
