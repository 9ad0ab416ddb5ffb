"""People who ask about their data, and staff who answer, for the tests of both."""

import uuid

from sqlalchemy import select, update

from clinic.core.audit import PATIENT, Actor
from clinic.core.db import db, transaction
from clinic.intake.models import Intake, State
from clinic.rights import services
from clinic.rights.models import Kind, RightsCase
from clinic.staff.models import Role
from tests.pages import CheckedClient, Page
from tests.staff.person import Person
from tests.world import World

DATA = "/my/data/"


def press(client: CheckedClient, path: str, **fields: str) -> Page:
    """Fill in the form on a page, send it, and give where it leads."""
    answer = client.post(path, data={**client.page(path).values(), **fields}, follow_redirects=True)
    assert answer.status_code == 200, answer.status
    return Page(answer.text)


def is_now(world: World, intake_id: uuid.UUID, state: State) -> None:
    with world.context(), transaction() as session:
        session.execute(update(Intake).where(Intake.id == intake_id).values(state=state))


def ask(world: World, intake_id: uuid.UUID, kind: Kind, words: str = "Words.") -> RightsCase:
    with world.context():
        return services.ask(intake_id, kind, words, PATIENT)


def staff(world: World, role: Role = Role.clinician) -> tuple[Person, Actor]:
    person = Person(world, f"{role}@clinic.example.org", role)
    person.sign_in()
    return person, Actor.staff(person.account.id, role)


def case_of(world: World) -> RightsCase:
    """Give the only case as it is kept now."""
    with world.context():
        return db.session.scalars(select(RightsCase), execution_options={"populate_existing": True}).one()


def reference_of(world: World, intake_id: uuid.UUID) -> str:
    with world.context():
        return db.session.get_one(Intake, intake_id).reference
