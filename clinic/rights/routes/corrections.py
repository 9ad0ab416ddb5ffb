"""Asking for the correction of an answer, with the field in which it was given."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.intake import queries as intakes
from clinic.intake.models import Intake, IntakeAnswers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.rights import queries, services
from clinic.rights.differences import correctable
from clinic.rights.forms import correction_form, differs
from clinic.rights.models import Kind
from clinic.rights.routes.visit import ASKED, blueprint, limited, with_own_request


@blueprint.get("/correct/")
@with_own_request
def choose_answer(intake: Intake) -> ResponseReturnValue:
    """Every answer, with a way to have it corrected, or word that this has been asked."""
    waiting = {case.question for case in queries.open_cases_of(intake.id) if case.kind is Kind.correction}
    rows = correctable(intakes.answers_of(intake.id))
    return render_template("rights/choose_answer.html", intake=intake, rows=rows, waiting=waiting)


@blueprint.route("/correct/<key>/", methods=["GET", "POST"])
@limited(ASKED, "POST")
@with_own_request
def correct(intake: Intake, key: str) -> ResponseReturnValue:
    told = intakes.answers_of(intake.id)
    if key not in {row.key for row in correctable(told)}:
        abort(HTTPStatus.NOT_FOUND)
    if request.method == "GET":
        return _page(told, key)
    form = correction_form(key, told.answers)
    if not form.validate() or not differs(form, key, told.answers):
        return _page(told, key, form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.ask_to_correct(intake.id, key, form.given()[key], "", PATIENT)
    flash("We have what you ask for. You read the answer here, and we email you when there is one.", "success")
    return redirect(url_for("own_data.data"), HTTPStatus.SEE_OTHER)


def _page(told: IntakeAnswers, key: str, form: object = None) -> str:
    question = QUESTIONNAIRE.questions[key]
    held = QUESTIONNAIRE.in_words(question, told.answers.get(key))
    form = form or correction_form(key, told.answers)
    return render_template("rights/correct.html", form=form, question=question, held=held)
