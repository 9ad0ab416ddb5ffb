"""What the pages about people share."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort

from clinic.staff import access
from clinic.staff.people import queries
from clinic.staff.rights import Right
from clinic.staff.settable import offer

blueprint = Blueprint("people", __name__, url_prefix="/staff/settings/people")
blueprint.before_request(access.only(Right.manage_people))

offer("people.people", "People", "Who works here: invitations, roles, accounts.", Right.manage_people)


def read_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)


def everybody() -> dict[str, object]:
    """Give what the page of everybody shows."""
    return {"colleagues": queries.colleagues(), "invitations": queries.invitations()}
