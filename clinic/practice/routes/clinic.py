"""The page of how the clinic calls itself and is reached."""

from http import HTTPStatus

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.settings import settings
from clinic.practice import services
from clinic.practice.forms.clinic import ClinicForm
from clinic.practice.identity import Identity
from clinic.practice.queries import IDENTITY
from clinic.practice.routes.blueprint import CHANGED, SHOWN, blueprint
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer(
    "practice.clinic",
    "Name and contact",
    "What the clinic is called, how it is reached, and its colour.",
    Right.arrange_clinic,
)


@blueprint.route("/clinic/", methods=["GET", "POST"])
def clinic() -> ResponseReturnValue:
    """Name, contact and colour, with how they look on pages and emails."""
    now = IDENTITY.newest()
    if request.method == "GET":
        return _page(ClinicForm(data={**msgspec.structs.asdict(now.value), "seen": str(now.number)}), now.value)
    form = ClinicForm()
    if not form.validate():
        return _page(form, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("press") != "save":
        return _page(form, form.identity())
    try:
        services.change_identity(form.identity(), form.seen_number, access.actor())
    except services.ChangedMeanwhile:
        form.seen.data, form.form_errors = str(now.number), [CHANGED]
        return _page(form, form.identity(), HTTPStatus.CONFLICT)
    flash("The details are saved. Pages for patients follow within minutes.", "success")
    return redirect(url_for("practice.clinic"), HTTPStatus.SEE_OTHER)


def _page(form: ClinicForm, previewed: Identity | None, code: int = HTTPStatus.OK) -> ResponseReturnValue:
    sender, changes = settings().mail_sender, IDENTITY.latest_changes(SHOWN)
    return render_template("practice/clinic.html", form=form, previewed=previewed, sender=sender, changes=changes), code
