"""The pages of what the clinic arranges for appointments, and of what is to be rearranged, in every state."""

from collections.abc import Callable

from playwright.sync_api import Page

from clinic.core.audit import SYSTEM
from clinic.scheduling.arranging import locations, queries, weeks
from clinic.scheduling.arranging.locations import LocationDetails
from clinic.staff.models import Role
from tests.browser.hands import arrive_by
from tests.browser.practice_states import COLLEAGUE, lead, pressed
from tests.browser.site import Site
from tests.browser.staff_states import sign_in, signed_in
from tests.browser.states import State
from tests.scheduling.arranged import arrange
from tests.scheduling.rearranging.touched import Touched, arrange_once, version
from tests.staff.person import Person

SETTINGS = "/staff/settings/"
LOCATIONS, KINDS, PRACTITIONERS, BOOKING = (
    f"{SETTINGS}{page}/" for page in ("locations", "kinds", "practitioners", "booking")
)
TASKS = "/staff/rearrangements/"
SAVE, SEE = "Save", "See what this does"
LONG = "Samplename" * 6


def touched(site: Site) -> Touched:
    with site.world.context():
        return arrange_once()


def on(path: Callable[[Touched], str]) -> Callable[[Site], Page]:
    """Open a page about something that is arranged, for an administrator."""
    return lambda site: lead(site, path(touched(site)))


def location(found: Touched) -> str:
    return f"{LOCATIONS}{found.location_id}/"


def kind(found: Touched) -> str:
    return f"{KINDS}{found.kind_id}/"


def practitioner(found: Touched, page: str = "") -> str:
    return f"{PRACTITIONERS}{found.practitioner_id}/{page}"


def hours(found: Touched) -> str:
    return practitioner(found, "hours/")


def changed_day(found: Touched) -> str:
    return practitioner(found, "changed-day/")


def time_off(found: Touched) -> str:
    return practitioner(found, "time-off/")


def closing(site: Site, button: str) -> Page:
    """Close the location of an appointment ahead."""
    page = on(location)(site)
    page.locator('label[for="is_open"]').click()
    return pressed(page, button)


def too_late(site: Site) -> Page:
    """Save a location that a colleague has changed since the page was opened."""
    path = location(touched(site))
    page = lead(site, path)
    pressed(lead(site, path, COLLEAGUE), SAVE, address="1 Sample Road")
    return pressed(page, SAVE, address="2 Sample Road")


def overlapping(site: Site) -> Page:
    return pressed(on(hours)(site), SAVE, monday="9 to 12, 11 to 13")


def long_words(site: Site, path: str) -> Page:
    with site.world.context():
        locations.add_location(LocationDetails(LONG, LONG * 3, LONG * 10, "Europe/London"), SYSTEM)
    return lead(site, path)


def long_hours(site: Site) -> Page:
    """Weekly hours at places with long names, previewed with a time that a clock leaves out."""
    with site.world.context():
        found = arrange(called=LONG[:40])
        id = found.practitioner_ids[0]
        known = queries.week_of(id)
        weeks.set_week(id, version(id), [*known[:6], known[0]], SYSTEM)
    return pressed(lead(site, f"{PRACTITIONERS}{id}/hours/"), SEE, sunday="1:30 to 5, 9 to 12")


def tasks(site: Site) -> Page:
    touched(site)
    return signed_in(site, TASKS)


def kept(site: Site) -> Page:
    page = tasks(site)
    arrive_by(page.get_by_role("button", name="Keep it as it is"))
    return page


def kept_too_late(site: Site) -> Page:
    page = tasks(site)
    colleague = sign_in(site, Person(site.world, "cleo@clinic.example.org", Role.receptionist), TASKS)
    arrive_by(colleague.get_by_role("button", name="Keep it as it is"))
    arrive_by(page.get_by_role("button", name="Keep it as it is"))
    return page


def restore(found: Touched) -> str:
    return practitioner(found, f"changed-day/{found.changed_on}/")


def come_back(found: Touched) -> str:
    return practitioner(found, f"time-off/{found.time_off_id}/")


ARRANGING = [
    State("locations, none", "Locations", lambda site: lead(site, LOCATIONS)),
    State("locations, long words", "Locations", lambda site: long_words(site, LOCATIONS)),
    State("location, new", "Add a location", lambda site: lead(site, f"{LOCATIONS}new/")),
    State("location, refused", "Error: Add", lambda site: pressed(lead(site, f"{LOCATIONS}new/"), SAVE, name="a, b")),
    State("location, closing previewed", "Change a location", lambda site: closing(site, SEE)),
    State("location, closed", "Locations", lambda site: closing(site, SAVE)),
    State("location, too late", "Error: Change", too_late),
    State("location, not for a receptionist", "This page is not for you", lambda site: signed_in(site, LOCATIONS)),
    State("kinds, none", "Kinds of appointment", lambda site: lead(site, KINDS)),
    State("kind, new, without practitioners", "Add a kind", lambda site: lead(site, f"{KINDS}new/")),
    State("kind", "Change a kind", on(kind)),
    State("kind, refused", "Error: Change", lambda site: pressed(on(kind)(site), SAVE, minutes="x", most_per_day="0")),
    State("kind, saved", "Kinds of appointment", lambda site: pressed(on(kind)(site), SAVE, minutes="50")),
    State("practitioners, none", "Practitioners", lambda site: lead(site, PRACTITIONERS)),
    State("practitioner, new", "Add a practitioner", lambda site: lead(site, f"{PRACTITIONERS}new/")),
    State(
        "practitioner, refused",
        "Error: Add",
        lambda site: pressed(lead(site, f"{PRACTITIONERS}new/"), SAVE, name="", email="x", video_url="y"),
    ),
    State("practitioner", "Sample Practitioner", on(practitioner)),
    State("practitioner, saved", "Doctor", lambda site: pressed(on(practitioner)(site), SAVE, name="Doctor Sample")),
    State("weekly hours", "Weekly hours of", on(hours)),
    State("weekly hours, refused", "Error: Weekly", lambda site: pressed(on(hours)(site), SAVE, monday="9 to 12 Moon")),
    State(
        "weekly hours, overlapping", "Error: Weekly", lambda site: pressed(on(hours)(site), SAVE, monday="9-12, 11-13")
    ),
    State("weekly hours, previewed, long", "Weekly hours of", long_hours),
    State("changed day", "Change a day", on(changed_day)),
    State("changed day, refused", "Error: Change a day", lambda site: pressed(on(changed_day)(site), SAVE, hours="x")),
    State("changed day, taken back", "", on(restore)),
    State("time off", "Time off of", on(time_off)),
    State("time off, refused", "Error: Time off", lambda site: pressed(on(time_off)(site), SAVE, begins="noon")),
    State("time off, taken back, previewed", "Take time off back", lambda site: pressed(on(come_back)(site), SEE)),
    State("rules of booking", "Rules of booking", lambda site: lead(site, BOOKING)),
    State("rules of booking, refused", "Error: Rules", lambda site: pressed(lead(site, BOOKING), SAVE, night_from="x")),
    State("rules of booking, saved", "Rules of booking", lambda site: pressed(lead(site, BOOKING), SAVE, third="2")),
    State("to rearrange, nothing", "To rearrange", lambda site: signed_in(site, TASKS)),
    State("to rearrange", "To rearrange", tasks),
    State("to rearrange, kept", "To rearrange", kept),
    State("to rearrange, kept already", "To rearrange", kept_too_late),
]
