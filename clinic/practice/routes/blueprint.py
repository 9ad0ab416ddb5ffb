"""The blueprint of how the clinic is run, for administrators."""

from flask import Blueprint

from clinic.staff import access
from clinic.staff.rights import Right

blueprint = Blueprint("practice", __name__, url_prefix="/staff/settings")
blueprint.before_request(access.only(Right.arrange_clinic))
