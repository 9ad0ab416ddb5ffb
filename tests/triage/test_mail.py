"""What staff see of outgoing mail, and do about it."""

import logging
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from clinic.core.audit import Actor, AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.notifications import claims, services
from clinic.notifications.composing import Envelope, composers
from clinic.notifications.models import MailServer, Notification, State
from clinic.staff.models import Role
from clinic.staff.people import invitations
from clinic.triage.mail.kinds import KINDS, TO_PATIENTS
from clinic.triage.routes.notifications import PAGE
from tests.pages import Page
from tests.staff.person import Person
from tests.world import PATIENT_EMAIL, World

EMAILS = "/staff/notifications/"
RIGHT, OTHER = "right@example.com", "other@example.com"
REFUSES = "550 No such person"


@pytest.fixture
def ada(world: World) -> Person:
    return signed_in(world, Role.receptionist)


@pytest.fixture
def tess(world: World) -> Person:
    """Somebody who may read what patients told, and so may say where a link to it goes."""
    return signed_in(world, Role.trichologist)


def signed_in(world: World, role: Role) -> Person:
    person = Person(world, f"{role}@clinic.example.org", role)
    person.sign_in()
    return person


def to_staff(world: World) -> Notification:
    """Give an email to the clinic, which failed."""
    failed(world)
    with world.context(), transaction() as session:
        wanted = select(Notification).where(Notification.kind == "intake.waiting").limit(1)
        email = session.scalars(wanted, execution_options={"populate_existing": True}).one()
        email.state = State.failed
    return email


def to_patient(world: World) -> Notification:
    """Give the one email to the patient of the one request."""
    with world.context():
        wanted = select(Notification).where(Notification.recipient == PATIENT_EMAIL)
        return db.session.scalars(wanted, execution_options={"populate_existing": True}).one()


def failed(world: World) -> Notification:
    """An email to a patient whose address is wrong."""
    world.sink.on_recipient = lambda address: REFUSES if address == PATIENT_EMAIL else "250 OK"
    world.request()
    world.send_mail()
    return to_patient(world)


def find(world: World, id: uuid.UUID) -> Notification:
    with world.context():
        return db.session.get_one(Notification, id, populate_existing=True)


def press(person: Person, id: uuid.UUID, mending: str, page: Page | None = None, **fields: str) -> tuple[int, Page]:
    """Send one of the forms on an email's page, as that page was when the person opened it."""
    hidden = (page or person.client.page(f"{EMAILS}{id}/")).values()
    answer = person.client.post(f"{EMAILS}{id}/", data={**hidden, "mending": mending, **fields})
    return answer.status_code, Page(answer.text)


def test_every_kind_of_email_has_words(world: World) -> None:
    ours = {kind for kind, compose in composers.items() if compose.__module__.startswith("clinic.")}
    assert ours == set(KINDS)
    assert set(KINDS) >= TO_PATIENTS


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_few_questions_however_long_it_is(world: World, ada: Person, number: int) -> None:
    for each in range(number):
        world.request(key=f"key {each}")
    with world.context():
        engine, asked = db.session.connection().engine, []

    def ask(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(engine, "before_cursor_execute", ask)
    ada.client.page(EMAILS)
    event.remove(engine, "before_cursor_execute", ask)
    assert len([each for each in asked if "notification" in each or "intake" in each]) == 4


@pytest.mark.parametrize("is_known", [False, True], ids=["an invitation", "a link to choose a password"])
def test_an_email_that_sets_a_password_goes_to_no_address_but_its_own(
    world: World, ada: Person, is_known: bool
) -> None:
    lead = signed_in(world, Role.administrator)
    with world.context():
        me, account = Actor.staff(lead.account.id), ada.account
        newcomer = ("Sample", OTHER, Role.administrator)
        asked = invitations.offer_password(account.id, me) if is_known else invitations.invite(*newcomer, me)
        id = db.session.scalars(select(Notification.id).where(Notification.subject_id == asked.id)).one()
    for person in (lead, ada):
        page = person.client.page(f"{EMAILS}{id}/")
        assert "This email is for one address." in page.words
        assert "corrected" not in page.values().values()
        assert press(person, id, "corrected", page, recipient=RIGHT)[0] == 409
    assert find(world, id).recipient == asked.email


def test_an_empty_list_says_so(ada: Person) -> None:
    words = ada.client.page(EMAILS).words
    assert "No email is waiting" in words
    assert "No email was promised yet" in words


def test_an_email_is_listed_with_what_became_of_it_and_its_request(world: World, ada: Person) -> None:
    failed(world)
    page = ada.client.page(EMAILS)
    for expected in ("We have received your request", PATIENT_EMAIL, "Failed", REFUSES, "A request is waiting"):
        assert expected in page.words
    assert any("/staff/intakes/HC-" in link["href"] for link in page.all("a"))


def test_the_oldest_that_waits_stands_at_the_head(world: World, ada: Person) -> None:
    with world.context():
        services.owe(*(Envelope("intake.received", uuid.uuid4(), f"{n}@example.com") for n in range(3)))
        with transaction() as session:
            oldest = update(Notification).where(Notification.recipient == "2@example.com")
            session.execute(oldest.values(created_at=utcnow().replace(year=2020, month=2, day=1, hour=12, minute=30)))
    words = " ".join(ada.client.page(EMAILS).words.split())
    assert "3 emails wait to be sent, the oldest since 1 February 2020, 12:30." in words


def test_a_mail_server_that_is_away_is_told_with_its_answer(world: World, ada: Person) -> None:
    with world.context(), transaction() as session:
        session.add(MailServer(id=1, failures=2, answer="ConnectionRefusedError: refused"))
    assert "ConnectionRefusedError: refused" in ada.client.page(EMAILS).words


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"a", "b", "c"}),
        ("state=failed", {"a"}),
        ("state=owed", {"b"}),
        ("kind=intake.waiting", {"b", "c"}),
        ("state=sent&kind=intake.waiting", {"c"}),
        ("state=sent&kind=intake.received", set()),
        ("state=nonsense&kind=%00", {"a", "b", "c"}),
        ("state=failed&state=sent", {"a"}),
        ("before=yesterday&id=x", {"a", "b", "c"}),
        ("before=2026-01-01T00:00:00&id=", {"a", "b", "c"}),
    ],
)
def test_the_list_is_filtered_by_what_stands_in_its_address(
    world: World, ada: Person, query: str, shown: set[str]
) -> None:
    with world.context():
        for kind, name, state in (
            ("intake.received", "a", State.failed),
            ("intake.waiting", "b", State.queued),
            ("intake.waiting", "c", State.sent),
        ):
            services.owe(Envelope(kind, uuid.uuid4(), f"{name}@example.com"))
            with transaction() as session:
                one = update(Notification).where(Notification.recipient == f"{name}@example.com")
                session.execute(one.values(state=state, settled_at=utcnow()))
    words = ada.client.page(f"{EMAILS}?{query}").words
    assert set(re.findall(r"(\w)@example\.com", words)) == shown


def test_the_list_goes_on_page_by_page_within_what_was_chosen(world: World, ada: Person) -> None:
    with world.context():
        services.owe(*(Envelope("intake.waiting", uuid.uuid4(), f"n{n}@example.com") for n in range(PAGE + 5)))
        services.owe(Envelope("intake.received", uuid.uuid4(), "not-this@example.com"))
    first = ada.client.page(f"{EMAILS}?kind=intake.waiting")
    older = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    second = ada.client.page(older)
    shown = [re.findall(r"\bn\d+@example\.com", page.words) for page in (first, second)]
    assert [len(each) for each in shown] == [PAGE, 5]
    assert len(set(shown[0] + shown[1])) == PAGE + 5
    assert "not-this" not in first.words + second.words


def test_a_receptionist_corrects_an_address_at_the_clinic_and_the_email_goes_there(world: World, ada: Person) -> None:
    email = to_staff(world)
    assert press(ada, email.id, "corrected", recipient=f" {RIGHT} ")[0] == 303
    world.send_mail()
    assert world.sink.recipients.count(RIGHT) == 1


@pytest.mark.parametrize("role", [Role.receptionist, Role.administrator])
def test_who_may_not_read_answers_cannot_send_a_link_to_them_elsewhere(world: World, role: Role) -> None:
    email, person = failed(world), signed_in(world, role)
    page = person.client.page(f"{EMAILS}{email.id}/")
    assert "only a trichologist or a clinician can send it to another address" in page.words
    assert not [field for field in page.all("input") if field.get("name") == "recipient"]
    assert press(person, email.id, "corrected", page, recipient=person.email)[0] == 403
    assert find(world, email.id).recipient == PATIENT_EMAIL


def test_a_trichologist_corrects_a_patients_address_and_the_email_goes_there(world: World, tess: Person) -> None:
    email = failed(world)
    assert press(tess, email.id, "corrected", recipient=f" {RIGHT} ")[0] == 303
    world.send_mail()
    assert world.sink.recipients.count(RIGHT) == 1
    words = tess.client.page(f"{EMAILS}{email.id}/").words
    assert "Sent" in words
    assert "Ada Sample corrected its address" in words


def test_an_address_that_is_none_is_refused_and_kept_to_be_mended(world: World, tess: Person) -> None:
    email = failed(world)
    status, page = press(tess, email.id, "corrected", recipient="right at example")
    assert status == 422
    assert page.field("recipient")["value"] == "right at example"
    assert find(world, email.id).recipient == PATIENT_EMAIL


def test_an_email_is_sent_again_at_a_press(world: World, ada: Person) -> None:
    email = failed(world)
    world.sink.on_recipient = lambda address: "250 OK"
    assert press(ada, email.id, "sent_again")[0] == 303
    world.send_mail()
    assert find(world, email.id).state is State.sent


def test_an_email_is_cancelled_and_says_why_it_was_withheld(world: World, ada: Person) -> None:
    world.request()
    email = to_patient(world)
    assert press(ada, email.id, "cancelled")[0] == 303
    words = ada.client.page(f"{EMAILS}{email.id}/").words
    assert "Cancelled by a member of staff." in words
    assert "Ada Sample cancelled it" in words


def test_an_email_that_a_worker_holds_offers_nothing_and_says_so(world: World, ada: Person) -> None:
    world.request()
    email = to_patient(world)
    opened = ada.client.page(f"{EMAILS}{email.id}/")
    with world.context():
        claims.fresh()
    status, page = press(ada, email.id, "cancelled", opened)
    assert status == 409
    assert "A worker is sending this email at this moment, so nothing was changed." in page.words
    assert "mending" not in page.values()
    assert find(world, email.id).state is State.sending


def test_of_two_who_correct_an_address_the_second_sees_who_did_and_keeps_their_own_words(
    world: World, tess: Person
) -> None:
    email = failed(world)
    clinician = signed_in(world, Role.clinician)
    opened = clinician.client.page(f"{EMAILS}{email.id}/")
    press(tess, email.id, "corrected", recipient=RIGHT)
    status, page = press(clinician, email.id, "corrected", opened, recipient=OTHER)
    assert status == 409
    assert "The address was corrected after you opened this page" in page.words
    assert "Ada Sample corrected its address" in page.words
    assert page.field("recipient")["value"] == OTHER
    assert find(world, email.id).recipient == RIGHT


def test_what_is_no_longer_possible_says_how_the_email_stands_now(world: World, ada: Person) -> None:
    email = failed(world)
    opened = ada.client.page(f"{EMAILS}{email.id}/")
    press(ada, email.id, "sent_again", opened)
    status, page = press(ada, email.id, "sent_again", opened)
    assert status == 409
    assert "Queued" in page.words


@pytest.mark.parametrize("mending", ["sent_again", "corrected", "cancelled"])
@pytest.mark.parametrize("role", [Role.trichologist, Role.clinician])
def test_who_treats_patients_sees_an_email_to_the_clinic_and_leaves_it_alone(
    world: World, role: Role, mending: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    email, person = to_staff(world), signed_in(world, role)
    page = person.client.page(f"{EMAILS}{email.id}/")
    assert "Only a receptionist or an administrator" in page.words
    status, _ = press(person, email.id, mending, page, seen=email.recipient, recipient=OTHER)
    assert status == 403
    assert f"Refused triage.notification to account {person.account.id}: may not mend_email." in caplog.text
    assert find(world, email.id).state is State.failed


@pytest.mark.parametrize("id", ["nonsense", "%00", uuid.UUID(int=7)])
def test_an_unknown_email_is_not_found_and_says_nothing(ada: Person, id: object) -> None:
    assert ada.client.get(f"{EMAILS}{id}/").status_code == 404


def test_an_email_that_was_erased_is_not_found_when_something_is_done_with_it(world: World, ada: Person) -> None:
    email = failed(world)
    opened = ada.client.page(f"{EMAILS}{email.id}/")
    with world.context():
        services.forget([email.subject_id])
    assert press(ada, email.id, "sent_again", opened)[0] == 404


def test_a_deed_that_nobody_offers_is_refused(world: World, ada: Person) -> None:
    assert press(ada, failed(world).id, "deleted")[0] == 400


def test_who_is_told_of_a_failure_is_led_to_the_email_that_failed(world: World, ada: Person) -> None:
    admin = signed_in(world, Role.administrator)
    email = failed(world)
    with world.context():
        told = db.session.scalars(select(Notification).where(Notification.subject_id == email.id)).one()
    assert told.recipient == admin.email
    page = ada.client.page(f"{EMAILS}{told.id}/")
    assert f"{EMAILS}{email.id}/" in [link["href"] for link in page.all("a")]


def test_what_was_done_is_in_the_audit_trail_without_an_address(world: World, tess: Person) -> None:
    email = failed(world)
    press(tess, email.id, "corrected", recipient=RIGHT)
    with world.context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.record == f"notification:{email.id}")).one()
    assert (entry.actor, entry.action) == (f"staff:{tess.account.id}", "corrected the address")
    assert entry.at > utcnow() - timedelta(minutes=1)
