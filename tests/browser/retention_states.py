"""How long what is kept: the administrators' page, and the privacy notice with everything folded out."""

from datetime import timedelta

from playwright.sync_api import Page

from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.retention.models import RetentionRun
from tests.browser.practice_states import lead, pressed
from tests.browser.site import Site
from tests.browser.states import State

KEEPING = "/staff/settings/keeping/"


def after_nights(site: Site) -> Page:
    """See the page after nights of every kind and a change."""
    counts = {"enquiry": 12, "patient": 1}
    with site.world.context(), transaction() as session:
        session.add(RetentionRun(due=counts, deleted=counts, at=utcnow() - timedelta(days=1)))
        session.add(RetentionRun(due=counts, deleted={}, is_refused=True))
    return pressed(lead(site, KEEPING), "Save", enquiry_months="3")


def folded_out(site: Site) -> Page:
    page = site.tab("/privacy/")
    for summary in page.locator("main details summary").all():
        summary.click()
    return page


RETENTION = [
    State("keeping, after nights and a change", "How long we keep what", after_nights),
    State("keeping, previewed", "How long", lambda site: pressed(lead(site, KEEPING), "See what", draft_days="7")),
    State("keeping, refused", "Error: How long", lambda site: pressed(lead(site, KEEPING), "Save", draft_days="x")),
    State("privacy, folded out", "Privacy", folded_out),
]
