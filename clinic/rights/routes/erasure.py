"""Erasing everything at once, or asking for it where something may have to be kept; and the receipt."""

import uuid
from http import HTTPStatus

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.intake.models import Intake
from clinic.rights import erasing, keeping, queries, services, stores
from clinic.rights.forms import EraseForm
from clinic.rights.models import Kind
from clinic.rights.routes.visit import ASKED, blueprint, limited, with_own_request


@blueprint.route("/erase/", methods=["GET", "POST"])
@limited(ASKED, "POST")
@with_own_request
def erase(intake: Intake) -> ResponseReturnValue:
    form, reasons = EraseForm(), keeping.why_kept(intake)
    is_open = queries.is_open(intake.id, Kind.erasure)
    if request.method == "GET" or is_open or not form.validate():
        code = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render_template("rights/erase.html", form=form, reasons=reasons, is_open=is_open), code
    if reasons:
        return _ask(intake, form)
    session.pop("sent", None)
    session["receipt"] = str(erasing.erase_at_once(intake.id, PATIENT).id)
    return redirect(url_for("own_data.erased"), HTTPStatus.SEE_OTHER)


def _ask(intake: Intake, form: EraseForm) -> ResponseReturnValue:
    services.ask(intake.id, Kind.erasure, form.words.data or "", PATIENT)
    flash("We have what you ask for. A person decides within 28 days, and you read here what and why.", "success")
    return redirect(url_for("own_data.data"), HTTPStatus.SEE_OTHER)


@blueprint.get("/erased/")
def erased() -> ResponseReturnValue:
    """The receipt, once: whoever uses this device next is not told that somebody asked us anything."""
    id = session.pop("receipt", None)
    receipt = queries.receipt(uuid.UUID(id)) if id else None
    if receipt is None:
        return render_template("rights/receipt_over.html")
    return render_template("rights/receipt.html", receipt=receipt, stores=stores.in_words(receipt.rows))
