"""What a request's page asks while it is open: who else has it there, and whether somebody has decided meanwhile."""

import uuid
from http import HTTPStatus

from flask import abort, get_template_attribute, jsonify, request
from flask.typing import ResponseReturnValue

from clinic.core.forms import PressForm
from clinic.intake.reference import read_reference
from clinic.staff import access
from clinic.staff.cookie import asked_by_itself
from clinic.triage import reading
from clinic.triage.routes.blueprint import blueprint


@blueprint.post("/intakes/<reference>/here/")
@asked_by_itself
def here(reference: str) -> ResponseReturnValue:
    """Note that the page is still open; says in words who else has it, and whether it shows the present."""
    me, spelled = access.signed_in().id, read_reference(reference)
    if not PressForm().validate():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    version = reading.note_presence(spelled, me) if spelled else None
    if version is None:
        abort(HTTPStatus.NOT_FOUND)
    return jsonify(words=_words(version.intake_id, me), changed=str(version.number) != request.form.get("version"))


def _words(intake_id: uuid.UUID, me: uuid.UUID) -> str:
    others = get_template_attribute("triage/_readers.html", "others")
    return " ".join(str(others(reading.readers_of(intake_id), me)).split())
