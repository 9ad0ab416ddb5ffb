"""The staff's pages in every state that somebody who works there may meet."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import time_machine
from passlib.totp import TOTP
from playwright.sync_api import Page

from clinic.core.audit import PATIENT, Actor
from clinic.core.clock import utcnow
from clinic.intake import queries as intakes
from clinic.intake import services
from clinic.intake.models import Source
from clinic.triage import decisions
from clinic.triage.models import ClosedFor, Contact
from tests.browser import people
from tests.browser.hands import Mouse, arrive_by
from tests.browser.site import DESK, Site
from tests.browser.states import LONG, State, everything
from tests.staff.person import PASSWORD, Person
from tests.staff.test_sessions import FIREFOX, IPHONE
from tests.treatments import reviewing

MORE_THAN_A_PAGE = 53


def signed_in(site: Site, path: str = "/staff/") -> Page:
    return sign_in(site, Person(site.world), path)


def sign_in(site: Site, person: Person, path: str = "/staff/") -> Page:
    """Open a page as somebody who signed in before; by the form it would take three times as long."""
    person.sign_in()
    name = site.app.config["SESSION_COOKIE_NAME"]
    cookie = person.client.get_cookie(name)
    assert cookie
    page = site.tab(width=DESK)
    site.give_cookie(page, name, cookie.value)
    page.goto(site.address(path))
    return page


def sign_in_by_form(site: Site, person: Person, password: str = PASSWORD) -> Page:
    hands = Mouse(site.tab("/staff/", width=DESK))
    hands.write("email", person.email)
    hands.write("password", password)
    hands.press("Sign in")
    return hands.page


def refused(site: Site) -> Page:
    return sign_in_by_form(site, Person(site.world), "not the password")


def with_phone(site: Site) -> Person:
    """Somebody who has set up the second factor."""
    person = Person(site.world)
    person.sign_in()
    person.set_up_phone()
    return person


def wrong_code(site: Site) -> Page:
    page = sign_in_by_form(site, with_phone(site))
    page.locator("#code").fill("000000")
    arrive_by(page.get_by_role("button").last)
    return page


def recovery_code(site: Site) -> Page:
    page = sign_in_by_form(site, with_phone(site))
    page.goto(site.address("/staff/recovery-codes/use/"))
    return page


def setting_up(site: Site) -> Page:
    page = signed_in(site, "/staff/second-factor/")
    arrive_by(page.get_by_role("button", name="Show the code to scan"))
    return page


def recovery_codes(site: Site) -> Page:
    """Set up the second factor, which leads to the codes for when it is lost."""
    page = setting_up(site)
    key = page.locator("strong").first.inner_text().replace("-", "")
    page.locator("#code").fill(str(TOTP(key).generate().token))
    arrive_by(page.get_by_role("button", name="Set up"))
    return page


def refused_password(site: Site) -> Page:
    page = signed_in(site, "/staff/password/")
    Mouse(page).write("new_password", "short")
    arrive_by(page.locator("main").get_by_role("button").last)
    return page


def many_devices(site: Site) -> Page:
    """Sign in here, and before on a telephone, a desk and whatever else."""
    person = Person(site.world)
    for user_agent in (IPHONE, FIREFOX, "something else"):
        client = site.world.client()
        client.environ_base["HTTP_USER_AGENT"] = user_agent
        person.sign_in(client=client)
    page = sign_in(site, person)
    arrive_by(page.get_by_role("link", name="Ada Sample"))
    return page


def ask(site: Site, number: int = 0, **answers: object) -> str:
    with site.world.context():
        return services.submit_intake({**people.WOMAN, **answers}, Source.full, f"key {number}", PATIENT).reference


def full_queue(site: Site) -> Page:
    for number in range(MORE_THAN_A_PAGE):
        ask(site, number, safety1=("now", "no", "thoughts")[number % 3])
    return signed_in(site)


def worked_on_queue(site: Site) -> Page:
    """Requests that are late, nearly due, in somebody's hands, contacted and closed."""
    ada = Person(site.world)
    me = Actor.staff(ada.account.id)
    with time_machine.travel(utcnow() - timedelta(days=9)):
        ask(site, 1)
        contacted, closed = asked(site, ask(site, 2)), asked(site, ask(site, 3, name="Wilhelmina Sample"))
    taken = asked(site, ask(site, 4, name="Sample " + "Long-Name-" * 7))
    with site.world.context():
        decisions.take(taken, 0, me)
        decisions.contact(contacted, 0, Contact.left_message, "", me)
        decisions.close(closed, 0, ClosedFor.withdrawn, "", me)
    page = sign_in(site, ada)
    arrive_by(page.get_by_role("link", name="All"))
    return page


def asked(site: Site, reference: str) -> UUID:
    with site.world.context():
        intake = intakes.intake_by_reference(reference)
        assert intake is not None
        return intake.id


def long_request(site: Site) -> Page:
    with site.world.context():
        answers = {**people.DISTRESSED, **{key: words for key, words in everything().items() if LONG in str(words)}}
        reference = services.submit_intake(answers, Source.full, "long", PATIENT).reference
    site.world.send_mail()
    return signed_in(site, f"/staff/intakes/{reference}/")


def reviewed(site: Site) -> Person:
    """A clinician who has read one page today, one too long ago, and one that has changed since."""
    doctor = reviewing.clinician(site.world)
    current, old, changed = (reviewing.page(site.world, slug) for slug in reviewing.slugs(site.world)[:3])
    reviewing.review(doctor, current)
    reviewing.review(doctor, replace(changed, text=before(changed.text)))
    with time_machine.travel(utcnow() - timedelta(days=500)):
        reviewing.review(doctor, old)
    return doctor


def before(text: str) -> str:
    """Give what a text may have been: a word less, a word more, a paragraph more, one less."""
    lines = text.splitlines()
    lines[2] += " We know of nothing else."
    lines[6] = " ".join(lines[6].split()[:-4])
    return "\n".join([*lines[:9], "This paragraph was thought to be too long.", *lines[9:20], *lines[21:]])


def opened_page(site: Site, number: int) -> Page:
    """Open the page that is this one in the list, as the clinician."""
    return sign_in(site, reviewed(site), f"/staff/pages/{reviewing.slugs(site.world)[number]}/")


def reviewed_pages(site: Site) -> Page:
    page = sign_in(site, reviewed(site))
    arrive_by(page.get_by_role("link", name="Pages"))
    return page


def unticked_review(site: Site) -> Page:
    page = opened_page(site, 3)
    arrive_by(page.get_by_role("button", name="Record"))
    return page


def review_of_an_old_text(site: Site) -> Page:
    """Record a review in a tab that was opened before the text changed."""
    page = opened_page(site, 3)
    page.locator("#digest").evaluate("field => field.value = 'of another text'")
    page.locator("label[for=has_read]").click()
    arrive_by(page.get_by_role("button", name="Record"))
    return page


def review_read_by_others(site: Site) -> Page:
    reviewed(site)
    return signed_in(site, f"/staff/pages/{reviewing.slugs(site.world)[2]}/")


STAFF = [
    State("/staff/sign-in/", "Sign in", lambda site: site.tab("/staff/sign-in/", width=DESK)),
    State("sign in, refused", "Error: Sign in", refused),
    State("queue, empty", "Requests", signed_in),
    State("queue, full", "Requests", full_queue),
    State("queue, worked on", "Requests: All", worked_on_queue),
    State("queue, nothing found", "Requests: All", lambda site: signed_in(site, "/staff/?q=nobody&state=new")),
    State("queue, nothing late", "Requests: Overdue", lambda site: signed_in(site, "/staff/?view=overdue")),
    State("request", "HC-", lambda site: signed_in(site, f"/staff/intakes/{ask(site)}/")),
    State("request, with long words", "HC-", long_request),
    State("request, unknown", "Page not found", lambda site: signed_in(site, "/staff/intakes/HC-2222-2222/")),
    State("pages", "Pages", reviewed_pages),
    State("page, reviewed", "Pattern hair loss", lambda site: opened_page(site, 0)),
    State("page, changed since its review", "", lambda site: opened_page(site, 2)),
    State("page, never reviewed", "", lambda site: opened_page(site, 3)),
    State("page, not ticked", "Error: ", unticked_review),
    State("page, of an old text", "Error: ", review_of_an_old_text),
    State("page, read by a receptionist", "", review_read_by_others),
    State("/staff/account/", "Your account", lambda site: signed_in(site, "/staff/account/")),
    State("account, signed in on many devices", "Your account", many_devices),
    State("settings", "Settings", lambda site: signed_in(site, "/staff/settings/")),
    State("roles", "Roles", lambda site: signed_in(site, "/staff/settings/roles/")),
    State("/staff/password/", "Change your password", lambda site: signed_in(site, "/staff/password/")),
    State("password, refused", "Error: Change your password", refused_password),
    State("confirm password", "Enter your password", lambda site: signed_in(site, "/staff/confirm-password/")),
    State("second factor, to set up", "Set up", lambda site: signed_in(site, "/staff/second-factor/")),
    State("second factor, setting up", "Set up", setting_up),
    State("code, refused", "Error: Enter", wrong_code),
    State("recovery code", "Use a recovery code", recovery_code),
    State("recovery codes", "Recovery codes", recovery_codes),
]
