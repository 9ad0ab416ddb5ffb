"""The pages that inform: what the clinic does, and how to ask for a consultation."""

from flask import Response

from clinic.core.pages import information_page
from clinic.treatments.routes.blueprint import blueprint
from clinic.treatments.subjects import SUBJECTS, SubjectKind


@blueprint.get("/")
def home() -> Response:
    conditions = [subject for subject in SUBJECTS if subject.kind is SubjectKind.condition]
    return information_page("treatments/home.html", conditions=conditions)
