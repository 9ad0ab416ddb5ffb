"""The person's own page, reached by an emailed link.

Opening a link changes nothing, because mail scanners open links: a button exchanges it for a cookie.
"""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import utcnow
from clinic.core.forms import PressForm
from clinic.intake import links, looks, queries, services, tokens
from clinic.intake.models import Purpose
from clinic.intake.own_page import parts_for
from clinic.intake.routes.limits import limit_links, stored
from clinic.intake.routes.sending import LinkForm
from clinic.intake.routes.visit import TOO_MANY, blueprint, form_page, say
from clinic.intake.timeline import timeline
from clinic.intake.visitors import own_request, set_cookie
from clinic.privacy.periods import draft_life

EXCHANGES = {
    Purpose.draft_link: (Purpose.draft, "intake.resume"),
    Purpose.request_link: (Purpose.request, "intake.my"),
}


@blueprint.route("/my/<token>/", methods=["GET", "POST"])
def arrive(token: str) -> ResponseReturnValue:
    opened = next(((p, s) for p in EXCHANGES if (s := tokens.subject_of(token, p))), None)
    if opened is None or (opened[0] is Purpose.draft_link and not queries.live_draft(opened[1])):
        return form_page("intake/link_needed.html", LinkForm(formdata=None), 410, is_over=True)
    form = PressForm()
    if request.method == "GET" or not form.validate():
        return render_template("intake/arrive.html", purpose=opened[0], form=form, page_has_errors=False)
    purpose, endpoint = EXCHANGES[opened[0]]
    life = draft_life() if purpose is Purpose.draft else tokens.VISIT_LIFE
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
    looked = looks.looks_at(intake.id)
    return render_template(
        "intake/my.html",
        intake=intake,
        parts=parts_for(intake),
        is_open=is_open,
        is_late=is_late,
        looks=looked,
        timeline=timeline(intake, was_read=bool(looked)),
        form=PressForm(),
    )


def _too_many_links() -> ResponseReturnValue:
    form = LinkForm()
    say(form, TOO_MANY)
    return form_page("intake/link_needed.html", form, 429)


@blueprint.route("/my/link/", methods=["GET", "POST"])
@limit_links(_too_many_links)
def link() -> ResponseReturnValue:
    """Email a new link to a person's own page. The answer is the same whether we know the address or not."""
    form = LinkForm()
    if request.method == "GET" or not form.validate():
        return form_page("intake/link_needed.html", form, 200 if request.method == "GET" else 422)
    links.email_new_link(form.email.data or "", form.reference.data or "")
    stored()
    return render_template("intake/link_sent.html")


def link_form() -> LinkForm:
    """Give the form by which a new link is asked for; `link_form` in templates."""
    return LinkForm(formdata=None)
