"""What the two pages share on which people send pictures: how much, how often, and the picture as an answer."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from clinic.core.audit import Actor
from clinic.core.extensions import limiter
from clinic.photos import services
from clinic.photos.darkroom import LARGEST
from clinic.photos.forms import SetForm
from clinic.photos.guide import View
from clinic.photos.models import Photo, Size
from clinic.photos.receiving import Received, receive

LARGEST_SET = 64 * 1024 * 1024
"""Bytes of all that is sent at once."""
PER_PERSON = "40 per hour"
PER_ADDRESS = "200 per hour"
"""How often pictures may be sent: each time may be six, and each costs a process."""
TOO_MUCH = "These pictures are too large to be sent together. Send two or three at a time."
TOO_OFTEN = "Many pictures have come from here within an hour. Those you see are kept: send others later, or go on."
POLICY = "default-src 'none'; img-src 'self'; sandbox; frame-ancestors 'none'"
"""Of a picture: whatever it turned out to be, nothing in it would run."""

SIZES = {size.value: size for size in Size}
ShowAgain = Callable[[SetForm, HTTPStatus], ResponseReturnValue]


def take_large_bodies(blueprint: Blueprint, show_again: ShowAgain) -> None:
    """Let this blueprint's forms bring pictures; what is larger still is answered with the page."""

    @blueprint.before_request
    def allow() -> None:
        request.max_content_length = LARGEST_SET

    @blueprint.errorhandler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    def too_much(_: object) -> ResponseReturnValue:
        return say(TOO_MUCH, show_again, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def limit_pictures(whose: Callable[[], str], show_again: ShowAgain) -> Callable[[Any], Any]:
    """Limit how often one person and one network address send pictures."""

    def breached(limit: RequestLimit) -> Response:
        return make_response(say(TOO_OFTEN, show_again, HTTPStatus.TOO_MANY_REQUESTS))

    options: dict[str, Any] = {"methods": ["POST"], "exempt_when": brings_none}

    def apply(view: Any) -> Any:
        for rate, key in ((PER_PERSON, whose), (PER_ADDRESS, lambda: f"address:{request.remote_addr}")):
            view = limiter.shared_limit(rate, "photos", key_func=key, on_breach=breached, **options)(view)
        return view

    return apply


def brings_none() -> bool:
    """Tell whether no picture was sent: going on without any is never limited."""
    return not any(file.filename for _, file in request.files.items(multi=True))


def say(message: str, show_again: ShowAgain, code: HTTPStatus) -> ResponseReturnValue:
    form = SetForm(formdata=None)
    form.form_errors = [message]
    return show_again(form, code)


def received(form: SetForm) -> Received:
    """Develop what was sent, and say at each view what was wrong with it."""
    contents = {view: file.stream.read(LARGEST + 1) for view, file in form.files.items()}
    outcome = receive(contents, bool(form.as_they_are.data))
    form.refuse(outcome.unfit)
    return outcome


def as_answer(photo: Photo, size: str, actor: Actor) -> Response:
    """Give a picture as it may be answered: to be looked at and neither kept, framed nor run."""
    wanted = SIZES.get(size) or abort(HTTPStatus.NOT_FOUND)
    response = Response(services.show(photo, wanted, actor), mimetype="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="{name_of(photo.view)}.jpg"'
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def name_of(view: View) -> str:
    return view.replace("_", "-")
