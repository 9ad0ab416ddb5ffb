"""Plain notices: about personal data, complaints, and how far everybody can use the site."""

from flask import Blueprint, Flask, Response

from clinic.core.pages import information_page
from clinic.core.shelf import edition
from clinic.privacy.notice import notice_under
from clinic.privacy.periods import PERIODS

blueprint = Blueprint("privacy", __name__)


@edition
def periods_told() -> object:
    """Tell by number which periods the notice speaks of."""
    return PERIODS.memory.renewed().number


@blueprint.get("/privacy/")
def notice() -> Response:
    return information_page("privacy/notice.html", notice=notice_under(PERIODS.memory.at_hand().value))


@blueprint.get("/complaints/")
def complaints() -> Response:
    return information_page("privacy/complaints.html")


@blueprint.get("/accessibility/")
def accessibility() -> Response:
    return information_page("privacy/accessibility.html")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
