"""Two requests of the same person are found and joined: one is worked on, and nothing of the other is lost."""

import threading
import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.audit import Actor, AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.personal_data import forget
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from clinic.staff.models import Role
from clinic.triage import joining
from clinic.triage.joining import JoinedAlready
from clinic.triage.models import Case, Decision, Move
from clinic.triage.moves import DecidedMeanwhile
from tests.browser import people
from tests.pages import Page
from tests.staff.person import Person
from tests.triage.test_decisions import member
from tests.triage.test_messages import MINE, answer, visiting
from tests.triage.test_request import person, send
from tests.world import World

PHONE = "+442079460018"


@pytest.fixture
def tess(world: World) -> Person:
    return person(world, "tess@clinic.example.org", Role.trichologist)


@pytest.fixture
def first(world: World) -> str:
    """What somebody asked by the short form."""
    return world.request(key="first", name="Sample Patient", phone=PHONE).reference


@pytest.fixture
def second(world: World, first: str) -> str:
    """What the same person told later, and more urgently."""
    told = {**people.WOMAN, "name": "S. Patient", "email": "elsewhere@example.com", "phone": PHONE}
    return world.request(key="second", **{**told, "safety1": "thoughts"}).reference


def page(who: Person, reference: str) -> Page:
    return who.client.page(f"/staff/intakes/{reference}/")


def join(who: Person, keep: str, opened: Page | None = None) -> TestResponse:
    """Press the button beside the first request that may be of the same person."""
    opened = opened or page(who, keep)
    other = next(field["value"] for field in opened.all("input") if field.get("name") == "other")
    version = next(field["value"] for field in opened.all("input") if field.get("id") == "join-version-1")
    return send(who, f"/staff/intakes/{keep}/", "joined", int(version), other=other)


def intake(world: World, reference: str) -> Intake:
    with world.context():
        wanted = select(Intake).where(Intake.reference == reference)
        return db.session.scalars(wanted, execution_options={"populate_existing": True}).one()


def case(world: World, reference: str) -> Case:
    with world.context():
        return db.session.get_one(Case, intake(world, reference).id, populate_existing=True)


def words(page: Page) -> str:
    return " ".join(page.words.split())


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"name": "sample PATIENT", "email": "x@example.com"}, "the same name"),
        ({"name": "Somebody Else", "email": "PATIENT@example.com"}, "the same email address"),
        ({"name": "Somebody Else", "email": "x@example.com", "phone": PHONE}, "the same telephone number"),
    ],
)
def test_a_request_that_may_be_of_the_same_person_is_named_with_the_reason(
    world: World, tess: Person, first: str, other: dict[str, str], why: str
) -> None:
    reference = world.request(key="other", **other).reference
    told = words(page(tess, first))
    assert reference in told
    assert why in told


def test_somebody_else_is_not_named(world: World, tess: Person, first: str) -> None:
    world.request(key="other", name="Sample Neighbour", email="x@example.com", phone="+442079460019")
    assert "Perhaps the same person" not in page(tess, first).words


def test_the_one_that_is_kept_becomes_as_urgent_as_either_and_as_soon_due(
    world: World, tess: Person, first: str, second: str
) -> None:
    assert join(tess, first).status_code == HTTPStatus.SEE_OTHER
    kept, gone = intake(world, first), intake(world, second)
    assert (kept.state, kept.priority) == (State.new, Priority.same_day)
    assert kept.due_at == gone.due_at
    assert gone.state is State.closed
    assert case(world, second).joined_to_id == kept.id


def test_everything_of_both_stands_on_the_page_of_the_one_that_is_kept(
    world: World, tess: Person, first: str, second: str
) -> None:
    send(tess, f"/staff/intakes/{second}/", "noted", words="Rang from abroad.")
    join(tess, first)
    told = words(page(tess, first))
    for expected in (
        "The two requests are one now.",
        f"Told in {second}, joined to this",
        "levothyroxine",
        "R01b",
        "elsewhere@example.com",
        f"Wrote a note in {second}",
        "Rang from abroad.",
        f"Joined {second} to this request",
        f"Flags in {second} Has thoughts of self-harm or suicide and feels safe for now",
    ):
        assert expected in told
    assert "Perhaps the same person" not in told


def test_the_one_that_is_gone_says_where_it_went(tess: Person, first: str, second: str) -> None:
    join(tess, first)
    told = words(page(tess, second))
    assert f"This request is joined to {first} , which is worked on instead." in told
    assert "Open the request again" in told


def test_who_may_not_read_answers_reads_none_of_a_joined_request(
    world: World, tess: Person, first: str, second: str
) -> None:
    join(tess, first)
    answer = person(world, "ada@clinic.example.org").client.get(f"/staff/intakes/{first}/")
    assert "levothyroxine" not in answer.text
    assert "R01b" not in answer.text
    assert f"Told in {second}" in answer.text


def test_reading_the_one_is_noted_as_reading_both(world: World, tess: Person, first: str, second: str) -> None:
    join(tess, first)
    page(tess, first)
    with world.context():
        latest = db.session.scalars(select(AuditEntry.record).order_by(AuditEntry.id.desc()).limit(2))
        assert set(latest) == {f"intake:{intake(world, each).id}" for each in (first, second)}


def test_joining_is_undone_for_both_within_the_minute(world: World, tess: Person, first: str, second: str) -> None:
    before = intake(world, second).state
    join(tess, first)
    opened = page(tess, first)
    assert tess.client.post(f"/staff/intakes/{first}/undo/", data=opened.values()).status_code == HTTPStatus.SEE_OTHER
    assert intake(world, second).state is before
    assert case(world, second).joined_to_id is None
    assert intake(world, first).priority is Priority.routine
    assert "Perhaps the same person" in page(tess, first).words


def test_joining_is_not_undone_in_halves(world: World, tess: Person, first: str, second: str) -> None:
    join(tess, first)
    send(person(world, "ada@clinic.example.org"), f"/staff/intakes/{second}/", "noted", words="Seen.")
    opened = page(tess, first)
    assert tess.client.post(f"/staff/intakes/{first}/undo/", data=opened.values()).status_code == HTTPStatus.CONFLICT
    assert case(world, second).joined_to_id is not None
    assert intake(world, first).priority is Priority.same_day


def test_later_they_are_parted_by_opening_the_one_that_is_gone(
    world: World, tess: Person, first: str, second: str
) -> None:
    join(tess, first)
    with time_machine.travel(utcnow() + timedelta(minutes=5)):
        send(tess, f"/staff/intakes/{second}/", "reopened", 1, words="A sister.")
        assert f"Told in {second}" not in words(page(tess, first))
    assert case(world, second).joined_to_id is None
    assert intake(world, second).state is State.in_review


def test_who_joins_after_something_was_decided_about_the_other_reads_it_first(
    world: World, tess: Person, first: str, second: str
) -> None:
    opened = page(tess, first)
    send(person(world, "ada@clinic.example.org"), f"/staff/intakes/{second}/", "taken")
    assert join(tess, first, opened).status_code == HTTPStatus.CONFLICT
    assert case(world, second).joined_to_id is None


def test_a_request_to_which_others_are_joined_is_not_joined_itself(
    world: World, tess: Person, first: str, second: str
) -> None:
    join(tess, first)
    third = world.request(key="third", email="third@example.com", phone=PHONE).reference
    sent = join(tess, third)
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "has others joined to it" in sent.text
    assert case(world, first).joined_to_id is None
    assert intake(world, first).state is State.new


@pytest.mark.parametrize("other", ["", "x", f"{uuid.UUID(int=7)}~0", "-" * 36 + "~0", f"{uuid.UUID(int=7)}~0x"])
def test_what_is_no_other_request_is_refused(world: World, tess: Person, first: str, other: str) -> None:
    sent = send(tess, f"/staff/intakes/{first}/", "joined", other=other)
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_request_is_not_joined_to_itself(world: World, tess: Person, first: str) -> None:
    itself = f"{intake(world, first).id}~0"
    assert send(tess, f"/staff/intakes/{first}/", "joined", other=itself).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert intake(world, first).state is State.new


def test_what_the_patient_writes_to_the_one_that_is_gone_reaches_who_has_the_other(
    world: World, tess: Person, first: str, second: str
) -> None:
    join(tess, first)
    world.send_mail()
    body = world.sink.to("elsewhere@example.com")[-1].get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if "/my/" in word).removeprefix("http://localhost")
    client = world.client()
    client.post(link, data=client.page(link).values())
    assert first in words(client.page("/my/"))
    assert answer(client, "From the other link.") == HTTPStatus.SEE_OTHER
    assert case(world, first).patient_wrote_at is not None
    assert "From the other link." in page(tess, first).words
    assert visiting(world).get(MINE).status_code == HTTPStatus.OK


def test_forgetting_the_one_that_is_kept_leaves_the_other_by_itself(
    world: World, tess: Person, first: str, second: str
) -> None:
    join(tess, first)
    with world.context():
        forget(intake(world, first).id)
    assert case(world, second).joined_to_id is None
    assert page(tess, second).heading == second


@pytest.mark.commits
def test_of_two_who_join_them_the_other_way_round_at_once_one_wins(world: World) -> None:
    one, two = (world.request(key=key).id for key in ("one", "two"))
    people = [member(world, "one"), member(world, "two")]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def try_to_join(actor: Actor, keep: uuid.UUID, other: uuid.UUID) -> None:
        with world.app.app_context():
            start.wait()
            try:
                joining.join(keep, 0, other, 0, actor)
                outcomes.append("joined")
            except (DecidedMeanwhile, JoinedAlready):
                outcomes.append("too late")

    pairs = zip(people, ((one, two), (two, one)), strict=True)
    threads = [threading.Thread(target=try_to_join, args=(actor, *ids)) for actor, ids in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "too late"]
    with world.context():
        assert sorted(db.session.scalars(select(Decision.move))) == [Move.joined, Move.joined_to]
