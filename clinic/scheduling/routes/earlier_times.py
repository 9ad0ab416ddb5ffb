"""Asking for an earlier time than one has, and answering when one is offered."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.forms import PressForm
from clinic.intake.models import Intake
from clinic.scheduling import own, queries
from clinic.scheduling.booking import ChangedMeanwhile
from clinic.scheduling.earlier import queries as earlier
from clinic.scheduling.earlier import services
from clinic.scheduling.earlier.services import OfferOver
from clinic.scheduling.forms import AnswerForm, AskEarlierForm
from clinic.scheduling.own import TooLate
from clinic.scheduling.queries import Booked
from clinic.scheduling.routes.own import blueprint, with_own_request


@blueprint.get("/earlier/")
@with_own_request
def earlier_time(intake: Intake) -> ResponseReturnValue:
    """Show the time that is offered, or that one is asked for, or how to ask."""
    ahead = queries.one_ahead(intake.id)
    if ahead is None:
        raise ChangedMeanwhile
    asked = earlier.asked(intake.id)
    if asked is None and not own.may_change(ahead.appointment):
        raise TooLate
    return _page(intake, ahead, AskEarlierForm(ahead))


@blueprint.post("/earlier/")
@with_own_request
def ask(intake: Intake) -> ResponseReturnValue:
    """Put somebody on the list."""
    ahead = queries.one_ahead(intake.id)
    if ahead is None:
        raise ChangedMeanwhile
    form = AskEarlierForm(ahead)
    if not form.validate():
        return _page(intake, ahead, form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.ask(intake.id, form.practitioner_id)
    flash("We email you when an earlier time is free. Your appointment stays yours until you take another.", "success")
    return redirect(url_for("intake.my"), HTTPStatus.SEE_OTHER)


@blueprint.post("/earlier/stop/")
@with_own_request
def stop(intake: Intake) -> ResponseReturnValue:
    if PressForm().validate():
        services.stop(intake.id, PATIENT)
        flash("We no longer look for an earlier time. Your appointment stays as it is.", "success")
    return redirect(url_for("intake.my"), HTTPStatus.SEE_OTHER)


@blueprint.post("/earlier/answer/")
@with_own_request
def answer(intake: Intake) -> ResponseReturnValue:
    """Take the time that is offered, or let the next person have it."""
    form = AnswerForm()
    if not form.validate() or form.offered_id is None:
        return redirect(url_for("own_appointment.earlier_time"), HTTPStatus.SEE_OTHER)
    if "accept" in request.form:
        services.accept(intake.id, form.offered_id)
        flash("Your appointment is moved to the earlier time.", "success")
    else:
        services.decline(intake.id, form.offered_id)
        flash("Your appointment stays as it is. We go on looking for an earlier time.", "success")
    return redirect(url_for("intake.my"), HTTPStatus.SEE_OTHER)


@blueprint.errorhandler(OfferOver)
def offer_over(refusal: OfferOver) -> ResponseReturnValue:
    return render_template("scheduling/offer_over.html"), HTTPStatus.CONFLICT


def _page(intake: Intake, ahead: Booked, form: AskEarlierForm) -> str:
    offered = earlier.offer_to(intake.id)
    answering = AnswerForm(formdata=None)
    answering.offered.data = str(offered.appointment.id) if offered else ""
    return render_template(
        "scheduling/earlier.html",
        booked=ahead,
        asked=earlier.asked(intake.id),
        offered=offered,
        form=form,
        answering=answering,
    )
