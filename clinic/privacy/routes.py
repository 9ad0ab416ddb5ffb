"""Plain notices about personal data."""

from flask import Blueprint, Flask, Response

from clinic.core.pages import information_page
from clinic.core.settings import settings

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy/")
def notice() -> Response:
    return information_page("privacy/notice.html", draft_days=settings().draft_days)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
