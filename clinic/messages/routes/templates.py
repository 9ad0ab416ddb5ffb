"""The clinic's message templates, for those who write them."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.forms import PressForm
from clinic.core.identity import clinic
from clinic.messages import queries, wording
from clinic.messages.forms import TemplateForm
from clinic.messages.models import MessageTemplate
from clinic.messages.placeholders import PLACEHOLDERS, SAMPLE, fill
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

blueprint = Blueprint("message_templates", __name__, url_prefix="/staff/settings/templates")
blueprint.before_request(access.only(Right.write_templates))

CHANGED = (
    "Somebody has changed this template since you opened it: their words stand below. Yours are still in the form. "
    "To put them in the place of theirs, press Save."
)
NAME_TAKEN = "Another template has this name. Choose another one."


offer(
    "message_templates.templates",
    "Message templates",
    "Words that are written to patients again and again.",
    Right.write_templates,
)


@blueprint.get("/")
def templates() -> ResponseReturnValue:
    return render_template("messages/templates.html", templates=queries.templates(), form=PressForm())


@blueprint.post("/starters/")
def starters() -> ResponseReturnValue:
    """Add the templates that come with the software."""
    if PressForm().validate():
        number = wording.add_starters(access.actor())
        flash(f"{number} templates were added." if number else "They are all there already.", "success")
    return redirect(url_for("message_templates.templates"), HTTPStatus.SEE_OTHER)


@blueprint.route("/new/", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = TemplateForm()
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("press") != "save":
        return _page(form, is_previewed=True)
    try:
        wording.add_template(form.name.data or "", form.words.data or "", access.actor())
    except wording.NameTaken:
        return _taken(form), HTTPStatus.CONFLICT
    return _done("The template is kept.")


@blueprint.route("/<uuid:id>/", methods=["GET", "POST"])
def template(id: uuid.UUID) -> ResponseReturnValue:
    kept = queries.template(id) or abort(HTTPStatus.NOT_FOUND)
    if request.method == "GET":
        return _page(TemplateForm(obj=kept), kept, is_previewed=True)
    form = TemplateForm()
    if request.form.get("press") == "remove":
        return _remove(form, kept)
    if not form.validate():
        return _page(form, kept), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("press") != "save":
        return _page(form, kept, is_previewed=True)
    try:
        wording.change_template(id, form.version.data or 0, form.name.data or "", form.words.data or "", access.actor())
    except wording.TemplateChanged:
        return _changed_meanwhile(form, kept), HTTPStatus.CONFLICT
    except wording.NameTaken:
        return _taken(form, kept), HTTPStatus.CONFLICT
    return _done("The template is kept.")


def _remove(form: TemplateForm, kept: MessageTemplate) -> ResponseReturnValue:
    if not PressForm().validate():
        return _page(form, kept), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        wording.remove_template(kept.id, form.version.data or 0, access.actor())
    except wording.TemplateChanged:
        return _changed_meanwhile(form, kept), HTTPStatus.CONFLICT
    return _done(f"“{kept.name}” is removed.")


def _changed_meanwhile(form: TemplateForm, kept: MessageTemplate) -> str:
    """Show the words that stand there now beside those that were sent."""
    form.form_errors = [CHANGED]
    form.version.raw_data, form.version.data = None, kept.version
    return _page(form, kept, theirs=kept.words)


def _taken(form: TemplateForm, kept: MessageTemplate | None = None) -> str:
    form.name.errors = [NAME_TAKEN]
    return _page(form, kept)


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("message_templates.templates"), HTTPStatus.SEE_OTHER)


def _page(form: TemplateForm, kept: MessageTemplate | None = None, is_previewed: bool = False, theirs: str = "") -> str:
    return render_template(
        "messages/template.html",
        form=form,
        kept=kept,
        placeholders=PLACEHOLDERS,
        preview=_preview(form.words.data or "") if is_previewed else "",
        theirs=theirs,
    )


def _preview(words: str) -> str:
    ours = {"clinic": clinic().name, "phone": clinic().phone, "sender": access.signed_in().name}
    return fill(words, {**SAMPLE, **ours})
