"""The pages that inform: what the clinic does, and how to ask for a consultation."""

from flask import Blueprint, Flask, Response

from clinic.core.pages import information_page
from clinic.treatments.subjects import SUBJECTS, SubjectKind

blueprint = Blueprint("treatments", __name__)


@blueprint.get("/")
def home() -> Response:
    conditions = [subject for subject in SUBJECTS if subject.kind is SubjectKind.condition]
    return information_page("treatments/home.html", conditions=conditions)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
