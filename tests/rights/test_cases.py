"""What people ask about their data waits with the staff by its clock, is confirmed, answered and written down."""

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import queries as intakes
from clinic.intake.models import Intake, State
from clinic.rights import queries, services
from clinic.rights.models import Kind, Outcome
from clinic.rights.services import AlreadyAsked, ClosedAlready
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.pages import CheckedClient, Page
from tests.photos.photographed import deeds, statements, visit
from tests.rights.asked import DATA, ask, case_of, is_now, press, reference_of, staff
from tests.scheduling.told import subjects
from tests.world import DESK, PATIENT_EMAIL, World

STAFF = "/staff/rights/"
COMPLAINT = "zqxnobody answered my call"


@pytest.fixture
def asked(world: World) -> uuid.UUID:
    return world.request().id


@pytest.fixture
def own(world: World, asked: uuid.UUID) -> CheckedClient:
    return visit(world, asked)


def settle(client: CheckedClient, id: uuid.UUID, press: str, words: str = "") -> Page:
    path = f"{STAFF}{id}/"
    answer = client.post(path, data={**client.page(path).values(), "press": press, "words": words})
    return Page(answer.text) if answer.status_code != HTTPStatus.SEE_OTHER else client.page(answer.location)


@pytest.mark.parametrize(
    ("path", "kind", "days"), [("complain/", Kind.complaint, 30), ("ask-for-access/", Kind.access, 28)]
)
def test_what_somebody_asks_is_with_us_with_its_clock_and_the_clinic_hears(
    world: World, own: CheckedClient, path: str, kind: Kind, days: int
) -> None:
    page = press(own, DATA + path, words=COMPLAINT)
    case = case_of(world)
    with world.context():
        assert (case.kind, case.words) == (kind, COMPLAINT)
    assert case.due_at == case.asked_at + timedelta(days=days)
    assert f"within {days} days" in page.words
    world.send_mail()
    assert "Somebody asks about their data:" in subjects(world, DESK)
    assert COMPLAINT not in str([letter.as_string() for letter in world.sink.mails])


def test_the_queue_says_how_many_wait_and_when_the_oldest_is_due(world: World, asked: uuid.UUID) -> None:
    person, _ = staff(world)
    assert "Rights requests" not in person.client.page("/staff/").words
    with time_machine.travel(utcnow() - timedelta(days=25), tick=False):
        ask(world, asked, Kind.access)
    ask(world, asked, Kind.complaint)
    assert "Rights requests: 2, the oldest due in 3 days" in person.client.page("/staff/").words
    with time_machine.travel(utcnow() + timedelta(days=4), tick=False), world.context():
        assert queries.waiting().first_due_at < utcnow()  # type: ignore[operator]  # there are two


def test_a_complaint_that_is_confirmed_has_no_clock_any_more_and_the_person_hears(
    world: World, asked: uuid.UUID, own: CheckedClient
) -> None:
    case, (person, _) = ask(world, asked, Kind.complaint, COMPLAINT), staff(world)
    settle(person.client, case.id, "acknowledge")
    kept = case_of(world)
    assert (kept.due_at, kept.outcome) == (None, None)
    assert kept.acknowledged_at
    assert "Confirmed. To answer without undue delay" in person.client.page(STAFF).words
    assert "We are looking into it" in own.page(DATA).words
    world.send_mail()
    assert subjects(world)[-1] == "There is news about your request"


def test_an_answer_closes_it_and_is_read_behind_the_link_only(
    world: World, asked: uuid.UUID, own: CheckedClient
) -> None:
    case, (person, _) = ask(world, asked, Kind.access), staff(world)
    page = settle(person.client, case.id, "answer", "zqxhere is what we noted")
    assert "Closed last" in page.words
    assert "zqxhere is what we noted" in own.page(DATA).words
    world.send_mail()
    assert "zqxhere" not in str([letter.as_string() for letter in world.sink.mails])
    assert case_of(world).outcome is Outcome.answered
    assert [action for _, _, action in deeds(world, "rights_case")] == ["asked", "read", "answered"]


def test_no_answer_goes_without_words(world: World, asked: uuid.UUID) -> None:
    case, (person, _) = ask(world, asked, Kind.complaint), staff(world)
    assert "Enter your answer." in settle(person.client, case.id, "answer").words
    assert case_of(world).closed_at is None


def test_what_was_answered_meanwhile_cannot_be_answered_again(world: World, asked: uuid.UUID) -> None:
    case, (_, actor) = ask(world, asked, Kind.complaint), staff(world)
    with world.context():
        services.answer(case.id, "Words.", actor)
        with pytest.raises(ClosedAlready):
            services.answer(case.id, "Other words.", actor)


def test_the_same_is_asked_once_until_it_is_answered(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    ask(world, asked, Kind.complaint)
    assert "Your complaint is with us" in own.page(f"{DATA}complain/").words
    with pytest.raises(AlreadyAsked):
        ask(world, asked, Kind.complaint)


def test_a_receptionist_sees_that_something_is_asked_and_not_what(world: World, asked: uuid.UUID) -> None:
    case, (person, actor) = ask(world, asked, Kind.complaint, COMPLAINT), staff(world, Role.receptionist)
    page = person.client.page(f"/staff/intakes/{reference_of(world, asked)}/")
    assert "What they ask about their data" in page.words
    assert COMPLAINT not in page.words
    assert person.client.get(f"{STAFF}{case.id}/").status_code == HTTPStatus.FORBIDDEN
    with world.context(), pytest.raises(NotYours):
        services.answer(case.id, "Words.", actor)


def test_words_are_given_back_when_the_visit_has_run_out(world: World, own: CheckedClient) -> None:
    hidden = own.page(f"{DATA}complain/").values()
    own.delete_cookie("request")
    answer = own.post(f"{DATA}complain/", data={**hidden, "words": COMPLAINT})
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert COMPLAINT in answer.text


def test_words_are_given_back_when_much_is_asked_within_an_hour(own: CheckedClient) -> None:
    hidden = own.page(f"{DATA}complain/").values()
    answers = [own.post(f"{DATA}complain/", data={**hidden, "words": "x" * 4001}) for _ in range(21)]
    assert answers[19].status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answers[20].status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "x" * 4001 in answers[20].text


def test_the_list_asks_as_much_however_many_wait(world: World) -> None:
    person, _ = staff(world)
    ask(world, world.request("key 0").id, Kind.complaint)
    person.client.get(STAFF)
    few = statements(lambda: person.client.get(STAFF))
    for number in range(1, 5):
        ask(world, world.request(f"key {number}").id, Kind.complaint)
    assert statements(lambda: person.client.get(STAFF)) == few


def test_before_anybody_works_with_them_answers_are_changed_directly(own: CheckedClient) -> None:
    assert [form for form in own.page(DATA).all("form") if form.get("action") == "/consultation/more/"]


@pytest.fixture
def correction(world: World, asked: uuid.UUID, own: CheckedClient) -> uuid.UUID:
    is_now(world, asked, State.completed)
    page = press(own, f"{DATA}correct/message/", message="My hair is as it was.")
    assert "We have what you ask for." in page.words
    return case_of(world).id


def test_afterwards_a_correction_is_shown_as_a_difference_and_takes_effect_when_accepted(
    world: World, asked: uuid.UUID, own: CheckedClient, correction: uuid.UUID
) -> None:
    person, _ = staff(world)
    words = person.client.page(f"/staff/intakes/{reference_of(world, asked)}/").words
    assert "Held My hair is thinner than last year." in " ".join(words.split())
    assert "Asked My hair is as it was." in " ".join(words.split())
    settle(person.client, correction, "accept")
    with world.context():
        told = intakes.answers_of(asked)
        assert (told.revision, told.answers["message"]) == (2, "My hair is as it was.")
        assert db.session.get_one(Intake, asked).state is State.completed
    assert "Done as you asked" in own.page(DATA).words
    world.send_mail()
    assert subjects(world)[-1] == "There is news about your request"


def test_a_correction_is_declined_with_a_reason_that_the_person_reads(
    world: World, asked: uuid.UUID, own: CheckedClient, correction: uuid.UUID
) -> None:
    person, _ = staff(world)
    assert "Enter why it is not done" in settle(person.client, correction, "decline").words
    settle(person.client, correction, "decline", "You told us so at the consultation.")
    assert "You told us so at the consultation." in own.page(DATA).words
    with world.context():
        assert intakes.answers_of(asked).revision == 1


def test_who_may_not_read_of_health_neither_sees_nor_accepts_a_correction_of_it(
    world: World, correction: uuid.UUID
) -> None:
    person, actor = staff(world, Role.administrator)
    page = person.client.page(f"{STAFF}{correction}/")
    assert "My hair is" not in page.words
    assert settle(person.client, correction, "accept").texts["h1"]
    with world.context(), pytest.raises(NotYours):
        services.accept(correction, "", actor)
    assert case_of(world).closed_at is None


def test_without_the_consent_for_health_no_correction_of_it_is_shown(
    world: World, own: CheckedClient, correction: uuid.UUID
) -> None:
    person, _ = staff(world)
    path = f"{STAFF}{correction}/"
    assert "My hair is as it was." in person.client.page(path).words
    press(own, f"{DATA}consents/consent_health/")
    assert "My hair is" not in person.client.page(path).words


def test_a_corrected_name_is_the_requests_name(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    is_now(world, asked, State.in_review)
    press(own, f"{DATA}correct/name/", name="Sample Person")
    case, (_, actor) = case_of(world), staff(world, Role.administrator)
    with world.context():
        services.accept(case.id, "", actor)
        assert db.session.get_one(Intake, asked).name == "Sample Person"


def test_a_correction_to_what_is_held_already_is_not_asked(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    answer = own.post(
        f"{DATA}correct/name/", data={**own.page(f"{DATA}correct/name/").values(), "name": "Sample Patient"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This is what we hold already." in answer.text


@pytest.mark.parametrize("key", ["consent_health", "nothing"])
def test_what_is_no_answer_cannot_be_corrected(own: CheckedClient, key: str) -> None:
    assert own.get(f"{DATA}correct/{key}/").status_code == HTTPStatus.NOT_FOUND


def test_an_erasure_that_was_asked_is_done_by_staff_with_their_receipt(world: World, asked: uuid.UUID) -> None:
    is_now(world, asked, State.contacted)
    case, (person, _) = ask(world, asked, Kind.erasure), staff(world)
    assert "It is done as the person asked." in settle(person.client, case.id, "accept").words
    with world.context():
        assert db.session.scalar(select(Intake)) is None
    world.send_mail()
    assert subjects(world, PATIENT_EMAIL)[-1] == "What you asked us to erase is erased"


def test_an_erasure_is_declined_with_the_recorded_reason(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    is_now(world, asked, State.completed)
    case, (_, actor) = ask(world, asked, Kind.erasure), staff(world)
    with world.context():
        services.decline(case.id, "We must keep the record of your consultation.", actor)
    assert "We must keep the record of your consultation." in own.page(DATA).words
    assert case_of(world).outcome is Outcome.declined


def test_words_of_a_case_belong_to_one_request(world: World, asked: uuid.UUID) -> None:
    ask(world, asked, Kind.complaint, COMPLAINT)
    other = visit(world, world.request("another key").id)
    assert COMPLAINT not in other.get(DATA).text
