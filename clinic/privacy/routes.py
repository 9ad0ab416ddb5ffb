"""Plain notices: about personal data, complaints, and how far everybody can use the site."""

from flask import Blueprint, Flask, Response

from clinic.core.pages import information_page
from clinic.privacy.periods import draft_days

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy/")
def notice() -> Response:
    return information_page("privacy/notice.html", draft_days=draft_days())


@blueprint.get("/complaints/")
def complaints() -> Response:
    return information_page("privacy/complaints.html")


@blueprint.get("/accessibility/")
def accessibility() -> Response:
    return information_page("privacy/accessibility.html")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
