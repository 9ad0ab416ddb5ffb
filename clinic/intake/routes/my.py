"""The person's own page, reached by an emailed link.

Opening a link changes nothing, because mail scanners open links: a button exchanges it for a cookie.
"""

from datetime import timedelta

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import utcnow
from clinic.core.forms import PressForm
from clinic.core.settings import settings
from clinic.intake import looks, queries, services, tokens
from clinic.intake.models import Purpose
from clinic.intake.own_page import parts_for
from clinic.intake.routes.visit import blueprint
from clinic.intake.visitors import own_request, set_cookie

EXCHANGES = {
    Purpose.draft_link: (Purpose.draft, "intake.resume"),
    Purpose.request_link: (Purpose.request, "intake.my"),
}


@blueprint.route("/my/<token>/", methods=["GET", "POST"])
def arrive(token: str) -> ResponseReturnValue:
    opened = next(((p, s) for p in EXCHANGES if (s := tokens.subject_of(token, p))), None)
    if opened is None or (opened[0] is Purpose.draft_link and not queries.live_draft(opened[1])):
        abort(410)
    form = PressForm()
    if request.method == "GET" or not form.validate():
        return render_template("intake/arrive.html", purpose=opened[0], form=form, page_has_errors=False)
    purpose, endpoint = EXCHANGES[opened[0]]
    life = timedelta(days=settings().draft_days) if purpose is Purpose.draft else tokens.VISIT_LIFE
    response = make_response(redirect(url_for(endpoint), 303))
    set_cookie(response, purpose, tokens.issue(purpose, opened[1], utcnow() + life))
    return response


@blueprint.get("/my/")
def my() -> ResponseReturnValue:
    intake = own_request()
    if intake is None:
        return render_template("intake/link_needed.html")
    is_open = intake.state in services.OPEN_TO_ADDITIONS
    is_late = intake.state.is_waiting and intake.due_at < utcnow()
    return render_template(
        "intake/my.html",
        intake=intake,
        parts=parts_for(intake),
        is_open=is_open,
        is_late=is_late,
        looks=looks.looks_at(intake.id),
        form=PressForm(),
    )
