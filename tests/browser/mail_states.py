"""The pages of outgoing mail in every state that somebody who works at the clinic may meet."""

import uuid

from playwright.sync_api import Page
from sqlalchemy import select, update

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.notifications import claims
from clinic.notifications.models import MailServer, Notification
from clinic.notifications.models import State as Mail
from clinic.staff.models import Role
from tests.browser import people
from tests.browser.hands import Mouse, arrive_by
from tests.browser.site import Site
from tests.browser.staff_states import MORE_THAN_A_PAGE, ask, sign_in, signed_in
from tests.browser.states import LONG, State
from tests.staff.person import Person

EMAILS = "/staff/notifications/"
ADDRESS = str(people.WOMAN["email"])


def all_kinds(site: Site) -> Page:
    """More than a page of emails, in every state, while the mail server is away."""
    for number in range(MORE_THAN_A_PAGE):
        ask(site, number)
    with site.world.context(), transaction() as session:
        ids = session.scalars(select(Notification.id).order_by(Notification.created_at)).all()
        for number, id in enumerate(ids):
            state = list(Mail)[number % len(Mail)]
            answer = f"550 {LONG}" if number == len(ids) - 2 else "" if state is Mail.queued else "451 Later, please"
            values = {"state": state, "answer": answer, "attempts": number % 7, "settled_at": utcnow()}
            session.execute(update(Notification).where(Notification.id == id).values(**values))
        session.add(MailServer(id=1, failures=2, answer="ConnectionRefusedError: [Errno 111] Connection refused"))
    return signed_in(site, EMAILS)


def email_to_patient(site: Site) -> uuid.UUID:
    ask(site)
    with site.world.context():
        return db.session.scalars(select(Notification.id).where(Notification.recipient == ADDRESS)).one()


def failed(site: Site) -> uuid.UUID:
    id = email_to_patient(site)
    site.world.sink.on_recipient = lambda address: "550 No such person here" if address == ADDRESS else "250 OK"
    site.world.send_mail()
    return id


def opened(site: Site, id: uuid.UUID, role: Role = Role.receptionist) -> Page:
    return sign_in(site, Person(site.world, role=role), f"{EMAILS}{id}/")


def wrong_address(site: Site) -> Page:
    page = opened(site, failed(site), Role.trichologist)
    Mouse(page).write("recipient", "name at example")
    arrive_by(page.get_by_role("button", name="Correct"))
    return page


def corrected(site: Site) -> Page:
    page = opened(site, failed(site), Role.trichologist)
    Mouse(page).write("recipient", "the-right-name@example.com")
    arrive_by(page.get_by_role("button", name="Correct"))
    return page


def held(site: Site) -> Page:
    """Cancel an email that a worker has begun to send since its page was opened."""
    page = opened(site, email_to_patient(site))
    with site.world.context():
        claims.fresh()
    arrive_by(page.get_by_role("button", name="Cancel"))
    return page


def cancelled(site: Site) -> Page:
    page = opened(site, email_to_patient(site))
    arrive_by(page.get_by_role("button", name="Cancel"))
    return page


MAIL = [
    State("emails, none", "Emails", lambda site: signed_in(site, EMAILS)),
    State("emails, many", "Emails", all_kinds),
    State("emails, none like that", "Emails", lambda site: signed_in(site, f"{EMAILS}?state=failed")),
    State("email, failed", "We have received", lambda site: opened(site, failed(site))),
    State("email, waiting", "We have received", lambda site: opened(site, email_to_patient(site))),
    State("email, to a wrong address", "Error: We have received", wrong_address),
    State("email, corrected", "We have received", corrected),
    State("email, held by a worker", "We have received", held),
    State("email, cancelled", "We have received", cancelled),
    State("email, seen by a trichologist", "We have", lambda site: opened(site, failed(site), Role.trichologist)),
]
