"""The blueprint of the staff's side of requests."""

from flask import Blueprint

from clinic.staff import access

blueprint = Blueprint("triage", __name__, url_prefix="/staff")
blueprint.before_request(access.staff_only)
