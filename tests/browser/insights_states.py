"""The page of figures as staff meet it: of a busy clinic, of a quiet one, and before anything was counted."""

from playwright.sync_api import Page

from clinic.core.clock import utcnow
from tests.browser.site import Site
from tests.browser.staff_states import signed_in
from tests.browser.states import State
from tests.insights.years import fill

INSIGHTS = "/staff/insights/"


def busy(site: Site, chosen: str = "") -> Page:
    """Years of a clinic that some dozen people ask a day, every table unfolded."""
    fill(site.world, days=800, a_day=12, topics=60)
    page = signed_in(site, f"{INSIGHTS}{chosen}")
    unfold(page)
    return page


def quiet(site: Site) -> Page:
    """A few weeks of a clinic that hardly anybody asks yet."""
    fill(site.world, days=30, a_day=1, topics=0)
    page = signed_in(site, INSIGHTS)
    unfold(page)
    return page


def unfold(page: Page) -> None:
    """Open every table, and wait until every picture is there."""
    for fold in page.locator(".finding summary").all():
        fold.click()
    for plot in page.locator(".finding__plot").all():
        plot.scroll_into_view_if_needed()
        plot.evaluate("plot => plot.decode()")


INSIGHT = [
    State("insights, nothing counted", "Insights", lambda site: signed_in(site, INSIGHTS)),
    State("insights, quiet", "Insights", quiet),
    State("insights, usual", "Insights", busy),
    State("insights, everything", "Insights", lambda site: busy(site, "?range=all")),
    State("insights, one day", "Insights", lambda site: busy(site, f"?since={utcnow():%Y-%m-%d}")),
]
