"""Every address of the staff's pages, asked for by each role, by nobody, and about what does not exist.

The addresses come from the application itself: one that is added must be listed here with who may use it.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import NamedTuple

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from clinic.core.audit import PATIENT, SYSTEM, Actor
from clinic.core.db import db
from clinic.intake import queries as intakes
from clinic.messages import wording
from clinic.notifications.models import Notification
from clinic.photos.guide import View
from clinic.rights import queries as cases
from clinic.rights import services as rights
from clinic.rights.models import Kind
from clinic.staff import services
from clinic.staff.models import Role
from clinic.staff.people import invitations
from clinic.staff.rights import MAY, Right
from tests.pages import CheckedClient
from tests.photos import photographed
from tests.scheduling.rearranging.touched import arrange_once
from tests.staff.person import Person
from tests.test_architecture import PUBLIC
from tests.world import World

EVERYBODY: Right | None = None

NEEDS: dict[str, Right | None] = {
    "GET arranging.change_day": Right.arrange_appointments,
    "POST arranging.change_day": Right.arrange_appointments,
    "GET arranging.come_back": Right.arrange_appointments,
    "POST arranging.come_back": Right.arrange_appointments,
    "GET arranging.hours": Right.arrange_appointments,
    "POST arranging.hours": Right.arrange_appointments,
    "GET arranging.kind": Right.arrange_appointments,
    "POST arranging.kind": Right.arrange_appointments,
    "GET arranging.list_kinds": Right.arrange_appointments,
    "GET arranging.list_locations": Right.arrange_appointments,
    "GET arranging.list_practitioners": Right.arrange_appointments,
    "GET arranging.location": Right.arrange_appointments,
    "POST arranging.location": Right.arrange_appointments,
    "GET arranging.new_kind": Right.arrange_appointments,
    "POST arranging.new_kind": Right.arrange_appointments,
    "GET arranging.new_location": Right.arrange_appointments,
    "POST arranging.new_location": Right.arrange_appointments,
    "GET arranging.new_practitioner": Right.arrange_appointments,
    "POST arranging.new_practitioner": Right.arrange_appointments,
    "GET arranging.practitioner": Right.arrange_appointments,
    "POST arranging.practitioner": Right.arrange_appointments,
    "GET arranging.restore_day": Right.arrange_appointments,
    "POST arranging.restore_day": Right.arrange_appointments,
    "GET arranging.rules": Right.arrange_appointments,
    "POST arranging.rules": Right.arrange_appointments,
    "GET arranging.take_off": Right.arrange_appointments,
    "POST arranging.take_off": Right.arrange_appointments,
    "GET calendar.calendar": EVERYBODY,
    "POST feeds.act": Right.manage_people,
    "GET feeds.feeds": EVERYBODY,
    "GET insights.insights": Right.read_insights,
    "GET insights.plot": Right.read_insights,
    "GET message_templates.new": Right.write_templates,
    "POST message_templates.new": Right.write_templates,
    "POST message_templates.starters": Right.write_templates,
    "GET message_templates.template": Right.write_templates,
    "POST message_templates.template": Right.write_templates,
    "GET message_templates.templates": Right.write_templates,
    "POST people.act": Right.manage_people,
    "GET oversight.audit": Right.read_audit_trail,
    "POST oversight.export": Right.read_audit_trail,
    "GET people.invitation": Right.manage_people,
    "GET people.invite": Right.manage_people,
    "POST people.offer_password": Right.manage_people,
    "GET people.people": Right.manage_people,
    "GET people.person": Right.manage_people,
    "POST people.send_invitation": Right.manage_people,
    "POST people.settle": Right.manage_people,
    "GET photos.compare": Right.read_answers,
    "GET photos.photos": Right.read_answers,
    "GET photos.picture": Right.read_answers,
    "GET practice.clinic": Right.arrange_clinic,
    "POST practice.clinic": Right.arrange_clinic,
    "GET practice.hours": Right.arrange_clinic,
    "POST practice.hours": Right.arrange_clinic,
    "POST rearranging.keep": EVERYBODY,
    "GET rearranging.rearrangements": EVERYBODY,
    "GET retention.periods": Right.arrange_clinic,
    "POST retention.periods": Right.arrange_clinic,
    "GET rights.case": Right.answer_rights,
    "POST rights.settle": Right.answer_rights,
    "GET rights.cases": Right.answer_rights,
    "GET staff.account": EVERYBODY,
    "POST staff.digest": EVERYBODY,
    "POST staff.end_sessions": EVERYBODY,
    "GET staff.roles": EVERYBODY,
    "GET staff.settings": EVERYBODY,
    "GET treatments.review": EVERYBODY,
    "POST treatments.review": Right.review_pages,
    "GET treatments.reviews": EVERYBODY,
    "POST triage.decide": EVERYBODY,
    "POST triage.decide_many": EVERYBODY,
    "POST triage.export": Right.export_requests,
    "POST triage.here": EVERYBODY,
    "GET triage.intake": EVERYBODY,
    "POST triage.mark": EVERYBODY,
    "GET triage.news": EVERYBODY,
    "GET triage.notification": EVERYBODY,
    "POST triage.notification": EVERYBODY,
    "GET triage.notifications": EVERYBODY,
    "GET triage.queue": EVERYBODY,
    "POST triage.settle": EVERYBODY,
    "GET triage.times": EVERYBODY,
    "POST triage.undo": EVERYBODY,
}
"""Which right each address needs; what of it somebody may do is the service's to say."""

GONE_WHEN_SETTLED = {"people.settle"}
"""About what is deleted once it is settled: who comes too late is told so, and learns nothing else."""

FOREIGN = {"reference": "HC-2222-2222", "slug": "no-such-page", "size": "picture", "view": "crown"}


@dataclass
class Cast:
    """One signed-in browser of each role, one of nobody, and things that exist."""

    world: World
    known: dict[str, str]
    clients: dict[str, CheckedClient] = field(default_factory=dict)

    def ask(self, who: str, page: "Page", known: dict[str, str]) -> TestResponse:
        client = self.clients[who]
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], str(uuid.UUID(int=7))), page.rule.rule)
        if page.method == "GET":
            return client.get(path)
        token = client.page("/staff/account/").values()["csrf_token"] if who != "nobody" else ""
        return client.post(path, data={"csrf_token": token})


class Page(NamedTuple):
    """An address of the staff's, and a way to ask for it."""

    rule: Rule
    method: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.endpoint}"


def staff_pages(world: World) -> list[Page]:
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/staff/")]
    ours = [rule for rule in rules if not rule.endpoint.startswith("security.") and rule.endpoint not in PUBLIC]
    return [Page(rule, method) for rule in ours for method in ("GET", "POST") if method in (rule.methods or ())]


@pytest.fixture
def cast(world: World) -> Cast:
    return gathered(world)


def gathered(world: World) -> Cast:
    accepted = world.request()
    cast = Cast(world, {"reference": accepted.reference, "slug": "hair-transplant"})
    for role in Role:
        person = Person(world, f"{role}@clinic.example.org", role)
        person.sign_in()
        cast.clients[role] = person.client
        cast.known[role] = str(person.account.id)
    cast.clients["nobody"] = world.client()
    return cast


def thing(cast: Cast, page: Page) -> dict[str, str]:
    """Give what the parameters of an address stand for, where it exists."""
    make = THINGS.get(page.rule.endpoint)
    return {**cast.known, **(make(cast) if make else {})}


def an_email(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        return {"id": str(db.session.scalars(select(Notification.id).limit(1)).one())}


def a_template(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        actor = Actor.staff(cast.known[Role.administrator])
        return {"id": str(wording.add_template(uuid.uuid4().hex, "Words.", actor).id)}


def an_invitation(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        actor = Actor.staff(cast.known[Role.administrator])
        invitation = invitations.invite("Sample Newcomer", f"{uuid.uuid4().hex}@example.org", Role.receptionist, actor)
        return {"id": str(invitation.id)}


def a_practitioner(cast: Cast) -> dict[str, str]:
    """Somebody who sees patients, and whose account is none of these."""
    with cast.world.context():
        address = f"{uuid.uuid4().hex}@example.org"
        return {"id": str(services.add_practitioner("Sample Practitioner", address, "Trichologist", SYSTEM).id)}


def a_picture(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        asked = intakes.intake_by_reference(cast.known["reference"])
        assert asked is not None
    if not photographed.photos(cast.world):
        photographed.photograph(cast.world, asked.id, View.crown)
    return {"id": str(photographed.photos(cast.world)[0].id), "size": "picture", "view": "crown"}


def a_colleague(cast: Cast) -> dict[str, str]:
    return {"id": cast.known[Role.receptionist]}


def a_diary(cast: Cast) -> dict[str, str]:
    """Give a practitioner who has a changed day, time off, and an appointment to rearrange."""
    with cast.world.context():
        found = arrange_once()
        return {"id": str(found.practitioner_id), "on": str(found.changed_on), "off": str(found.time_off_id)}


def a_location(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        return {"id": str(arrange_once().location_id)}


def a_kind(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        return {"id": str(arrange_once().kind_id)}


def a_task(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        return {"id": str(arrange_once().task_id)}


def a_complaint(cast: Cast) -> dict[str, str]:
    with cast.world.context():
        asked = intakes.intake_by_reference(cast.known["reference"])
        assert asked is not None
        waiting = cases.open_cases_of(asked.id)
        return {"id": str((waiting or [rights.ask(asked.id, Kind.complaint, "Words.", PATIENT)])[0].id)}


THINGS: dict[str, Callable[[Cast], dict[str, str]]] = {
    **dict.fromkeys(
        [
            f"arranging.{each}"
            for each in ("change_day", "come_back", "hours", "practitioner", "restore_day", "take_off")
        ],
        a_diary,
    ),
    "arranging.kind": a_kind,
    "arranging.location": a_location,
    "rearranging.keep": a_task,
    "feeds.act": a_practitioner,
    "insights.plot": lambda cast: {"slug": "requests"},
    "people.act": a_colleague,
    "people.invitation": an_invitation,
    "people.offer_password": a_colleague,
    "people.person": a_colleague,
    "people.settle": an_invitation,
    "message_templates.template": a_template,
    "photos.compare": a_picture,
    "photos.picture": a_picture,
    "rights.case": a_complaint,
    "rights.settle": a_complaint,
    "triage.notification": an_email,
}


def test_every_address_of_the_staff_is_listed_and_no_other(world: World) -> None:
    assert sorted(page.name for page in staff_pages(world)) == sorted(NEEDS)


def test_nobody_gets_in_without_signing_in(cast: Cast) -> None:
    for page in staff_pages(cast.world):
        answer = cast.ask("nobody", page, thing(cast, page))
        assert answer.status_code == HTTPStatus.FOUND, page
        assert answer.headers["Location"].startswith("/staff/sign-in/"), page


def may_use(role: Role, page: Page) -> bool:
    needed = NEEDS[page.name]
    return needed is None or role in MAY[needed]


@pytest.mark.parametrize("role", list(Role))
def test_only_the_listed_roles_get_in(cast: Cast, role: Role) -> None:
    pages = staff_pages(cast.world)
    answers = {page.name: cast.ask(role, page, thing(cast, page)).status_code for page in pages}
    assert max(answers.values()) < HTTPStatus.INTERNAL_SERVER_ERROR
    let_in = {name for name, status in answers.items() if status != HTTPStatus.FORBIDDEN}
    assert let_in == {page.name for page in pages if may_use(role, page)}


@pytest.mark.parametrize("role", list(Role))
def test_what_does_not_exist_is_not_found_and_says_nothing(cast: Cast, role: Role) -> None:
    for page in staff_pages(cast.world):
        if page.rule.arguments and may_use(role, page) and page.rule.endpoint not in GONE_WHEN_SETTLED:
            answer = cast.ask(role, page, FOREIGN)
            assert answer.status_code == HTTPStatus.NOT_FOUND, page
            assert FOREIGN["reference"] not in answer.text
