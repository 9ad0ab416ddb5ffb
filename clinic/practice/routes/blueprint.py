"""The blueprint of how the clinic is run, for administrators, and what its pages share."""

from flask import Blueprint

from clinic.staff import access
from clinic.staff.rights import Right

blueprint = Blueprint("practice", __name__, url_prefix="/staff/settings")
blueprint.before_request(access.only(Right.arrange_clinic))

SHOWN = 10
"""Changes, on a page."""
CHANGED = (
    "Somebody has saved this page since you opened it: see below. What you wrote is still here. "
    "To put it in the place of theirs, press Save."
)
