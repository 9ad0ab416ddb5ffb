"""A filled clinic works: every page, every search, the doctor, the rotation of keys."""

import dataclasses
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, func, select, update

from clinic.core import encryption
from clinic.core.audit import SYSTEM
from clinic.core.clock import today, utcnow
from clinic.core.db import Model, db, transaction
from clinic.core.encryption import Encrypted, Keyring
from clinic.intake.models import Intake
from clinic.intake.models import State as IntakeState
from clinic.intake.rules import Priority
from clinic.local.postgres import Postgres
from clinic.local.seeding.clinic import CannotFill, clinic_now
from clinic.local.seeding.copying import Row
from clinic.local.seeding.filling import check_is_local, fill
from clinic.local.seeding.requests import Requests
from clinic.local.seeding.telling import stories
from clinic.local.valkey import free_port
from clinic.notifications import services as mail
from clinic.notifications.models import Notification
from clinic.notifications.models import State as MailState
from clinic.staff.models import Role, StaffUser
from clinic.staff.services import add_staff
from clinic.triage.models import Case, ClosedFor, Decision, Move
from clinic.triage.queries import View
from tests.staff.person import PASSWORD, Person
from tests.world import World, empty

TOTAL = 700
BY_HAND = {Move.joined, Move.joined_to}
OF_APPOINTMENTS = {Move.moved, Move.cancelled, Move.arrived, Move.missed}
"""What is booked is kept elsewhere: a filled clinic has no diary."""
"""What needs two requests that somebody has looked at."""


def quietly(words: str) -> None:
    pass


Definitions = list[tuple[Any, ...]]


KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
"""


def definitions(app: Flask) -> Definitions:
    """Give every key and index, and how it is defined."""
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(KEYS)]


@pytest.fixture(scope="module", autouse=True)
def before(app: Flask) -> Iterator[Definitions]:
    """Fill the clinic for every test of this module; gives the keys and indexes as they were before."""
    known = definitions(app)
    with app.app_context():
        for role in Role:
            add_staff(f"Sample {role}", f"sample.{role}@clinic.example.org", PASSWORD, role, SYSTEM)
        assert fill(TOTAL, quietly) == TOTAL
    yield known
    empty(app)


@pytest.fixture(params=Role)
def ada(world: World, request: pytest.FixtureRequest) -> Person:
    person = Person(world, role=request.param)
    person.sign_in()
    return person


def test_the_keys_and_indexes_are_as_they_were(app: Flask, before: Definitions) -> None:
    assert definitions(app) == before


def test_the_doctor_finds_nothing_wrong_once_a_worker_has_run(world: World) -> None:
    with world.context():
        assert mail.sweep() > 0
    answer = world.app.test_cli_runner().invoke(args=["doctor"])
    assert "All is well." in answer.output, answer.output


def test_every_page_of_the_staff_is_there(ada: Person) -> None:
    rules = [rule for rule in ada.world.app.url_map.iter_rules() if not rule.endpoint.startswith("security.")]
    pages = [each.rule for each in rules if each.rule.startswith("/staff/") and "GET" in (each.methods or ())]
    for path in (page for page in pages if "<" not in page and page != "/staff/news/"):
        assert ada.client.get(path).status_code in {200, 302, 403}, path


def test_every_part_of_the_queue_has_its_requests(ada: Person) -> None:
    for view in View:
        page = ada.client.page(f"/staff/?view={view}")
        assert len(page.all("tr")) > 1 or view is View.mine, view


def test_every_kind_of_request_opens(world: World, ada: Person) -> None:
    with world.context():
        longest = select(Decision.intake_id).group_by(Decision.intake_id).order_by(func.count().desc()).limit(1)
        wanted = [Intake.id == longest.scalar_subquery(), Intake.hold]
        wanted += [Intake.state == state for state in IntakeState]
        wanted += [Intake.priority == priority for priority in Priority]
        references = [db.session.scalars(select(Intake.reference).where(each).limit(1)).one() for each in wanted]
    for reference in references:
        assert ada.client.page(f"/staff/intakes/{reference}/").heading == reference


def test_a_request_is_found_by_whatever_is_known_of_it(world: World, ada: Person) -> None:
    with world.context():
        known = db.session.scalars(select(Intake).where(Intake.email.is_not(None), Intake.phone.is_not(None))).first()
    assert known
    for words in (known.reference, known.name, known.email, known.phone):
        assert known.reference in ada.client.page(f"/staff/?q={str(words).replace('+', '%2B')}").words


def test_emails_of_every_state_are_listed(ada: Person) -> None:
    for state in MailState:
        assert len(ada.client.page(f"/staff/notifications/?state={state}").all("tr")) > 1, state


def test_the_keys_can_be_rotated(world: World) -> None:
    old, fresh = world.app.extensions["keyring"], os.urandom(32)
    try:
        world.app.extensions["keyring"] = Keyring((fresh, *world.app.extensions["settings"].data_keys))
        answer = world.app.test_cli_runner().invoke(args=["keys", "rotate"])
        assert "Every value is encrypted with the first key." in answer.output
        world.app.extensions["keyring"] = Keyring((fresh,))
        assert all_open(world)
    finally:
        world.app.extensions["keyring"] = old


def test_every_sealed_value_opens(world: World) -> None:
    assert all_open(world)


def all_open(world: World) -> bool:
    with world.context():
        for owner, column in Encrypted.columns:
            for id, value in db.session.execute(select(owner.id, getattr(owner, column))):
                if value is not None and not encryption.opens(value, encryption.where(owner.__tablename__, column, id)):
                    return False
    return True


def test_everything_that_can_be_met_is_there(world: World) -> None:
    with world.context():
        assert set(db.session.scalars(select(Intake.state))) == set(IntakeState)
        assert set(db.session.scalars(select(Case.closed_for))) == {None, *ClosedFor}
        assert set(db.session.scalars(select(Decision.move))) == set(Move) - BY_HAND - OF_APPOINTMENTS
        assert set(db.session.scalars(select(Notification.state))) == set(MailState)


def test_some_promises_are_broken_and_most_are_kept(world: World) -> None:
    with world.context():
        waiting = [each for each in db.session.scalars(select(Intake)) if each.state.is_waiting]
        overdue = [each for each in waiting if each.due_at < utcnow()]
        assert 200 < len(waiting) < 300
        assert 50 < len(overdue) < len(waiting)
        late = select(func.count()).select_from(Case).join(Intake, Intake.id == Case.intake_id)
        assert 0 < (db.session.scalar(late.where(Case.first_contact_at > Intake.due_at)) or 0) < TOTAL / 5


@pytest.mark.parametrize(("kind", "at"), [(Decision, Decision.at), (Notification, Notification.created_at)])
def test_nothing_happens_before_the_request_or_after_now(world: World, kind: Any, at: Any) -> None:
    about = kind.intake_id if kind is Decision else kind.subject_id
    with world.context():
        moments = db.session.execute(select(Intake.submitted_at, at).join(kind, about == Intake.id)).all()
    assert all(sent_at <= moment < utcnow() for sent_at, moment in moments)


def test_the_same_requests_are_made_again(world: World) -> None:
    with world.context():
        requests = Requests(clinic_now(), stories(Random(1), today()), TOTAL)
        assert plainly(requests) == plainly(requests)


def test_the_newest_requests_are_the_same_in_a_clinic_of_any_size(world: World) -> None:
    with world.context():
        clinic, told = clinic_now(), stories(Random(1), today())
        small, large = (Requests(clinic, told, total).made(range(TOTAL)) for total in (TOTAL, 1000 * TOTAL))
        assert [*map(standing, of(Intake, small))] == [*map(standing, of(Intake, large))]


def of(wanted: type[Model], rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    return (values for model, values in rows if model is wanted)


def standing(intake: dict[str, Any]) -> tuple[Any, ...]:
    return intake["name"], intake["region"], intake["priority"], intake["state"]


def plainly(requests: Requests) -> list[Any]:
    """Give rows without what is sealed: that is never the same twice. A token is drawn for its request alone."""
    rows = requests.made(range(TOTAL))
    told = ((model.__tablename__, values) for model, values in rows if model.__tablename__ != "access_token")
    return [(table, {key: each for key, each in row.items() if not isinstance(each, bytes)}) for table, row in told]


def test_requests_are_added_until_there_are_so_many(app: Flask) -> None:
    with app.app_context():
        assert fill(TOTAL - 1, quietly) == 0
        assert fill(TOTAL, quietly) == 0
        assert fill(TOTAL + 20, quietly) == 20
        assert db.session.scalar(select(func.count()).select_from(Intake)) == TOTAL + 20


def test_of_requests_that_cannot_all_be_added_none_is(app: Flask, before: Definitions) -> None:
    def interrupt(words: str) -> None:
        if words == "making the indexes":
            raise KeyboardInterrupt

    with app.app_context():
        there = db.session.scalar(select(func.count()).select_from(Intake))
        db.session.rollback()
        with pytest.raises(KeyboardInterrupt):
            fill(TOTAL + 100, interrupt)
        assert db.session.scalar(select(func.count()).select_from(Intake)) == there
    assert definitions(app) == before


def test_a_clinic_where_nobody_works_is_not_filled(world: World) -> None:
    with world.context():
        with transaction() as session:
            session.execute(update(StaffUser).values(active=False))
        with pytest.raises(CannotFill, match="flask staff add"):
            clinic_now()


def test_a_clinic_that_is_not_local_is_not_filled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = dataclasses.replace(app.extensions["settings"], clinic_local=False)
    monkeypatch.setitem(app.extensions, "settings", foreign)
    with app.app_context(), pytest.raises(CannotFill, match="nothing was added"):
        fill(TOTAL + 1000, quietly)


def test_a_server_that_listens_on_the_network_is_not_filled(app: Flask, tmp_path: Path) -> None:
    server = Postgres(tmp_path, hasty=True)
    server.settings |= {"listen_addresses": "127.0.0.1", "port": str(free_port())}
    with server, app.app_context():
        url = f"{server.url.replace('postgresql', 'postgresql+psycopg')}&port={server.settings['port']}"
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection, pytest.raises(CannotFill):
            check_is_local(connection)
