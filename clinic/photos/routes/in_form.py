"""Pictures among the steps of the form, for whom they would help: all of them may be skipped."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.db import transaction
from clinic.intake import drafts
from clinic.intake.models import Draft
from clinic.intake.stops import Stop, add_stop, place_among_pages
from clinic.intake.visitors import begun_draft
from clinic.photos import queries, services
from clinic.photos.forms import KINDS, SetForm
from clinic.photos.guide import GUIDE
from clinic.photos.routes.sending import as_answer, limit_pictures, received, take_large_bodies

blueprint = Blueprint("form_photos", __name__, url_prefix="/consultation/photos")

SLUG = "photos"


def _is_new(draft: Draft) -> bool:
    """Tell whether this form becomes a request of its own; pictures of one that was sent are added on its page."""
    return draft.intake_id is None


def _told(draft: Draft) -> list[str]:
    photos = queries.of_draft(draft.id)
    return [GUIDE[view].title for view in GUIDE if view in photos] or ["None"]


add_stop(Stop(SLUG, "Photos of your hair", "pattern", "form_photos.photos", _is_new, _told))


def _begun() -> Draft | None:
    """Give the form that is being filled in, and keep no connection while pictures are developed."""
    with transaction():
        draft = begun_draft()
    return draft if draft and _is_new(draft) else None


def _page(form: SetForm, code: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    draft = _begun()
    if draft is None:
        return redirect(url_for("intake.resume"), HTTPStatus.SEE_OTHER)
    return render_template(
        "photos/in_form.html",
        form=form,
        guide=GUIDE,
        kinds=KINDS,
        photos=queries.of_draft(draft.id),
        number=place_among_pages(SLUG, draft),
    ), code


def _whose() -> str:
    draft = _begun()
    return f"draft:{draft.id if draft else 'nobody'}"


take_large_bodies(blueprint, _page)


@blueprint.get("/")
def photos() -> ResponseReturnValue:
    return _page(SetForm(formdata=None))


@blueprint.post("/")
@limit_pictures(_whose, _page)
def add() -> ResponseReturnValue:
    """Keep the pictures that are fit, and go on unless one was not or somebody wants to see them."""
    draft, form = _begun(), SetForm()
    if draft is None:
        return redirect(url_for("intake.resume"), HTTPStatus.SEE_OTHER)
    if not form.may_be_kept():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    outcome = received(form)
    services.add_to_draft(draft.id, outcome.fit, PATIENT)
    if outcome.unfit:
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "stay" in request.form:
        return redirect(url_for("form_photos.photos"), HTTPStatus.SEE_OTHER)
    drafts.save_step(draft.id, SLUG, {})
    return redirect(url_for("intake.resume"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:id>/remove/")
def remove(id: uuid.UUID) -> ResponseReturnValue:
    draft, form = _begun(), SetForm()
    photo = queries.of_owner(id, draft) if draft else None
    if photo and form.validate():
        services.remove(photo, PATIENT)
    return redirect(url_for("form_photos.photos"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<uuid:id>/<size>/")
def picture(id: uuid.UUID, size: str) -> ResponseReturnValue:
    draft = _begun()
    photo = queries.of_owner(id, draft) if draft else None
    return as_answer(photo, size, PATIENT) if photo else abort(HTTPStatus.NOT_FOUND)
