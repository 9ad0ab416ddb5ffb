"""What a practitioner's own calendar asks for, again and again, without signing in: its address is the secret."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from clinic.scheduling import feed, feed_addresses

blueprint = Blueprint("feed", __name__)


@blueprint.get("/calendar/<secret>.ics")
def diary(secret: str) -> ResponseReturnValue:
    """Give the diary, or that it is as it was."""
    practitioner_id = feed_addresses.practitioner_at(secret)
    if practitioner_id is None:
        abort(HTTPStatus.NOT_FOUND)
    shown = feed.entries(practitioner_id)
    etag = feed.fingerprint(shown)
    is_known = request.if_none_match.contains_weak(etag)
    response = Response(status=HTTPStatus.NOT_MODIFIED) if is_known else _calendar(feed.written(shown))
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _calendar(content: bytes) -> Response:
    return Response(content, content_type="text/calendar; charset=utf-8")
