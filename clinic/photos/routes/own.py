"""A person's own pictures, on pages that their link opens: added, agreed for, deleted."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.db import transaction
from clinic.intake import services as intakes
from clinic.intake import visitors
from clinic.intake.models import Intake
from clinic.intake.own_page import Part, part_of_own_page
from clinic.photos import queries, services
from clinic.photos.forms import KINDS, ConsentForm, SetForm
from clinic.photos.guide import GUIDE
from clinic.photos.models import Photo
from clinic.photos.routes.sending import as_answer, limit_pictures, received, take_large_bodies

blueprint = Blueprint("own_photos", __name__, url_prefix="/my/photos")


@part_of_own_page
def part(intake: Intake) -> Part | None:
    """Lead to the pictures, or to adding the first; nothing where there are none and none can be added."""
    number, is_open = queries.number_of(intake.id).get(intake.id, 0), _is_open(intake)
    return Part("photos/_own_page.html", {"number": number, "is_open": is_open}) if number or is_open else None


def _is_open(intake: Intake) -> bool:
    return intake.state in intakes.OPEN_TO_ADDITIONS


def _visiting() -> Intake | None:
    """Give the request of this visit, and keep no connection while pictures are developed."""
    with transaction():
        return visitors.own_request()


def _page(form: SetForm, code: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    intake = _visiting()
    if intake is None:
        return render_template("intake/link_needed.html"), code
    sets, number = queries.sets_of(intake.id), queries.set_to_add_to(intake.id)
    latest = next((each.photos for each in sets if each.number == number), {})
    return render_template(
        "photos/own.html", form=form, guide=GUIDE, kinds=KINDS, photos=latest, sets=sets[::-1], is_open=_is_open(intake)
    ), code


def _whose() -> str:
    intake = _visiting()
    return f"request:{intake.id if intake else 'nobody'}"


take_large_bodies(blueprint, _page)


@blueprint.get("/")
def photos() -> ResponseReturnValue:
    return _page(SetForm(formdata=None))


@blueprint.post("/")
@limit_pictures(_whose, _page)
def add() -> ResponseReturnValue:
    intake, form = _visiting(), SetForm()
    if intake is None:
        return _page(form, HTTPStatus.UNAUTHORIZED)
    if not form.may_be_kept():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    outcome = received(form)
    services.add_to_request(intake.id, outcome.fit, PATIENT)
    if outcome.unfit:
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("own_photos.photos"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<uuid:id>/")
def photo(id: uuid.UUID) -> ResponseReturnValue:
    """One picture, what it may be used for, and how to have it deleted."""
    return _photo_page(_theirs(id))


@blueprint.post("/<uuid:id>/")
def agree(id: uuid.UUID) -> ResponseReturnValue:
    picture, form = _theirs(id), ConsentForm()
    if not form.validate():
        return _photo_page(picture, form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.agree(picture, form.agreed, PATIENT)
    flash("Your choices are saved.", "success")
    return redirect(url_for("own_photos.photo", id=id), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:id>/remove/")
def remove(id: uuid.UUID) -> ResponseReturnValue:
    picture, form = _theirs(id), ConsentForm()
    if not form.validate():
        return _photo_page(picture, form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.remove(picture, PATIENT)
    flash("The picture is deleted.", "success")
    return redirect(url_for("own_photos.photos"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<uuid:id>/<size>/")
def picture(id: uuid.UUID, size: str) -> ResponseReturnValue:
    return as_answer(_theirs(id), size, PATIENT)


def _theirs(id: uuid.UUID) -> Photo:
    """Give a picture of the request whose link this browser has opened; there are no others."""
    intake = _visiting()
    found = queries.of_owner(id, intake) if intake else None
    return found or abort(HTTPStatus.NOT_FOUND)


def _photo_page(photo: Photo, form: ConsentForm | None = None) -> str:
    consents = queries.consents_of([photo.id])
    held = {key: consents.get((photo.id, key)) for key in services.WIDER}
    given = {key: bool(consent and consent.is_given) for key, consent in held.items()}
    form = form or ConsentForm(formdata=None, data=given)
    return render_template("photos/own_photo.html", photo=photo, title=GUIDE[photo.view].title, form=form)
