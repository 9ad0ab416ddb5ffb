"""The staff's calendar: a day or a week, of everybody or of one, everywhere or in one place."""

from functools import partial

from flask import Blueprint, render_template, request, url_for

from clinic.core.clock import today
from clinic.core.settings import settings
from clinic.scheduling.calendar import shown
from clinic.scheduling.looking import LookForm
from clinic.staff import access

blueprint = Blueprint("calendar", __name__, url_prefix="/staff/calendar")
blueprint.before_request(access.staff_only)


@blueprint.get("/")
def calendar() -> str:
    """What is booked, held and free on the days that the address names."""
    form = LookForm(request.args)
    looked = form.looked
    return render_template(
        "scheduling/calendar.html",
        form=form,
        looked=looked,
        days=shown(looked),
        today=today(),
        zone=settings().clinic_timezone,
        address=partial(url_for, "calendar.calendar", **form.chosen),
    )
