"""The page on which practitioners, and who manages people, make and end the addresses that calendars read."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.forms import PressForm
from clinic.core.links import public_link
from clinic.scheduling import feed_addresses
from clinic.scheduling.feed_addresses import UnknownPractitioner
from clinic.staff import access
from clinic.staff.freshness import fresh_only
from clinic.staff.settable import offer

blueprint = Blueprint("feeds", __name__, url_prefix="/staff/settings/calendars")
blueprint.before_request(access.staff_only)

offer("feeds.feeds", "Diaries in your calendar", "A private address at which a phone’s calendar reads a diary.")


@blueprint.get("/")
def feeds() -> ResponseReturnValue:
    return _page()


@blueprint.post("/<uuid:id>/")
@fresh_only
def act(id: uuid.UUID) -> ResponseReturnValue:
    """Make a new address, which is shown this once, or end the one there is."""
    if not PressForm().validate():
        return redirect(url_for("feeds.feeds"), HTTPStatus.SEE_OTHER)
    try:
        return _end(id) if request.form.get("press") == "end" else _make(id)
    except UnknownPractitioner:
        abort(HTTPStatus.NOT_FOUND)


def _make(id: uuid.UUID) -> ResponseReturnValue:
    secret = feed_addresses.make(id, access.actor())
    return _page(id, public_link("feed.diary", secret=secret))


def _end(id: uuid.UUID) -> ResponseReturnValue:
    feed_addresses.end(id, access.actor())
    flash("The address has ended. A calendar that reads it finds nothing more.", "success")
    return redirect(url_for("feeds.feeds"), HTTPStatus.SEE_OTHER)


def _page(made: uuid.UUID | None = None, address: str = "") -> str:
    offered = feed_addresses.offered_to(access.actor())
    return render_template("scheduling/feeds.html", offered=offered, made=made, address=address, form=PressForm())
