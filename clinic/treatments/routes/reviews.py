"""The staff's side of the information pages: how each stands, and its medical review."""

from datetime import date
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import today
from clinic.staff import access
from clinic.staff.rights import Right, may
from clinic.treatments import queries, services
from clinic.treatments.differences import differences
from clinic.treatments.forms import ReviewForm
from clinic.treatments.library import library
from clinic.treatments.pages import Page
from clinic.treatments.routes.blueprint import blueprint
from clinic.treatments.standing import State

CHANGED = (
    "The text has changed since you opened this page, so nothing was recorded. This is the new text: please read it."
)


@blueprint.before_request
def only_staff() -> ResponseReturnValue | None:
    """Ask for a sign-in under the staff's address; the other pages of this blueprint are for everyone."""
    return access.staff_only() if request.path.startswith(access.HOME) else None


@blueprint.get("/staff/pages/")
def reviews() -> ResponseReturnValue:
    """Every page: those that need a review first, and of these and the others the one read longest ago."""
    pages = library().pages
    standings = queries.standings(pages.values())
    longest_ago = sorted(standings, key=lambda slug: standings[slug].on or date.min)
    to_review = [slug for slug in longest_ago if standings[slug].needs_review or standings[slug].is_due(today())]
    others = [slug for slug in longest_ago if slug not in to_review]
    return render_template(
        "treatments/reviews.html", pages=pages, standings=standings, to_review=to_review, others=others
    )


@blueprint.route("/staff/pages/<slug>/", methods=["GET", "POST"])
def review(slug: str) -> ResponseReturnValue:
    """One page's text with what has changed in it; a clinician records here that they have read it."""
    page, form = library().pages.get(slug), ReviewForm()
    if page is None:
        abort(HTTPStatus.NOT_FOUND)
    if request.method == "GET":
        return _opened(page, form)
    if form.digest.data == page.digest and not form.validate():
        return _opened(page, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        services.record_review(page, form.digest.data or "", access.actor())
    except services.TextChanged:
        form.form_errors = [CHANGED]
        return _opened(page, form), HTTPStatus.CONFLICT
    flash(f"Your review of “{page.title}” is recorded. Readers see it within a few minutes.", "success")
    return redirect(url_for("treatments.reviews"), HTTPStatus.SEE_OTHER)


def _opened(page: Page, form: ReviewForm) -> str:
    """Show the text as it is now. A tick is about another text, should that have changed."""
    if form.digest.data != page.digest:
        form.digest.data, form.has_read.data = page.digest, False
    standing = queries.standings([page])[page.slug]
    has_changed = standing.state is State.changed
    return render_template(
        "treatments/review.html",
        page=page,
        form=form,
        standing=standing,
        changes=differences(queries.text_last_read(page.slug), page.text) if has_changed else [],
        may_review=may(access.signed_in().role, Right.review_pages),
    )
