"""Withdrawing what somebody agreed to, after reading what that means."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.forms import PressForm
from clinic.intake.models import Intake
from clinic.rights import withdrawing
from clinic.rights.routes.visit import ASKED, blueprint, limited, with_own_request
from clinic.rights.withdrawing import MEANINGS


@blueprint.get("/consents/")
@with_own_request
def consents(intake: Intake) -> ResponseReturnValue:
    """What somebody agrees to now, each with a way to withdraw it."""
    return render_template("rights/consents.html", given=withdrawing.given(intake), meanings=MEANINGS)


@blueprint.route("/consents/<key>/", methods=["GET", "POST"])
@limited(ASKED, "POST")
@with_own_request
def withdraw(intake: Intake, key: str) -> ResponseReturnValue:
    meaning, form = MEANINGS.get(key) or abort(HTTPStatus.NOT_FOUND), PressForm()
    if request.method == "GET" or not form.validate():
        code = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render_template("rights/withdraw.html", key=key, meaning=meaning, form=form), code
    withdrawing.withdraw(intake, key, PATIENT)
    flash(f"You have withdrawn this consent: {meaning.title[0].lower()}{meaning.title[1:]}.", "success")
    return redirect(url_for("own_data.consents"), HTTPStatus.SEE_OTHER)
