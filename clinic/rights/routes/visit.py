"""What the person's own pages share: the blueprint, whose page it is, and words that are not lost."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from clinic.core.extensions import limiter
from clinic.intake.visitors import own_request

blueprint = Blueprint("own_data", __name__, url_prefix="/my/data")

ASKED = "20 per hour"
"""How often one person may ask for anything."""
TAKEN = "10 per hour"

View = Callable[..., ResponseReturnValue]


def with_own_request(view: View) -> View:
    """Give the view the request whose link this browser has opened; without one, say how to get one.

    Whoever wrote something meanwhile is given their words back.
    """

    @wraps(view)
    def shown(**values: Any) -> ResponseReturnValue:
        intake = own_request()
        if intake is not None:
            return view(intake, **values)
        if request.method == "GET":
            return render_template("intake/link_needed.html")
        return _given_back(), HTTPStatus.UNAUTHORIZED

    return shown


def limited(rate: str, *methods: str) -> Callable[[View], View]:
    return limiter.limit(rate, key_func=_whose, methods=[*methods], on_breach=_too_many)


def _whose() -> str:
    intake = own_request()
    return f"data:{intake.id if intake else 'nobody'}"


def _too_many(limit: RequestLimit) -> Response:
    return make_response(_given_back(is_too_often=True), HTTPStatus.TOO_MANY_REQUESTS)


def _given_back(is_too_often: bool = False) -> str:
    words = request.form.get("words", "")
    return render_template("rights/not_sent.html", words=words, is_too_often=is_too_often)
