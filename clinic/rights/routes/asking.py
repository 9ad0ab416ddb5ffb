"""Complaining, and asking for access to what is not shown by itself."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.intake.models import Intake
from clinic.rights import queries, services
from clinic.rights.forms import ASKING
from clinic.rights.models import Kind
from clinic.rights.routes.visit import ASKED, blueprint, limited, with_own_request

WITH_US = {
    Kind.complaint: "Your complaint is with us. We confirm within 30 days that we have it, and then look into it.",
    Kind.access: "Your request for access is with us. We answer within 28 days.",
}


@blueprint.route("/complain/", methods=["GET", "POST"])
@limited(ASKED, "POST")
@with_own_request
def complain(intake: Intake) -> ResponseReturnValue:
    return _ask(intake, Kind.complaint)


@blueprint.route("/ask-for-access/", methods=["GET", "POST"])
@limited(ASKED, "POST")
@with_own_request
def ask_for_access(intake: Intake) -> ResponseReturnValue:
    return _ask(intake, Kind.access)


def _ask(intake: Intake, kind: Kind) -> ResponseReturnValue:
    form, is_open = ASKING[kind](), queries.is_open(intake.id, kind)
    if request.method == "GET" or is_open or not form.validate():
        code = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render_template(f"rights/{kind}.html", form=form, is_open=is_open), code
    services.ask(intake.id, kind, form.words.data or "", PATIENT)
    flash(WITH_US[kind], "success")
    return redirect(url_for("own_data.data"), HTTPStatus.SEE_OTHER)
