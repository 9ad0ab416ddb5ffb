"""What administrators may do with accounts, and that somebody is always left who may."""

import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.db import db
from clinic.staff import rights
from clinic.staff import services as accounts
from clinic.staff.models import Role, StaffUser
from clinic.staff.people import services
from clinic.staff.people.deeds import ChangedMeanwhile, Deed, LastAdministrator, OwnAccount, UnknownPerson
from clinic.staff.rights import NotYours, Right
from tests.staff.person import Person
from tests.world import World

VERBS: dict[Deed, Callable[..., Any]] = {
    Deed.changed: lambda id, seen, actor: services.change(id, seen, "Sample Renamed", Role.clinician, actor),
    Deed.disabled: services.disable,
    Deed.enabled: services.enable,
    Deed.forgot_phone: services.forget_phone,
    Deed.ended_sessions: services.end_sessions,
}
EVERY = pytest.mark.parametrize("deed", Deed)


def actor(person: Person) -> Actor:
    return Actor.staff(person.account.id, person.role)


def entries(person: Person) -> list[AuditEntry]:
    """Give what is written down of deeds with this account."""
    with person.world.context():
        wanted = select(AuditEntry).where(
            AuditEntry.record == f"staff:{person.account.id}", AuditEntry.action.in_(list(Deed))
        )
        return list(db.session.scalars(wanted.order_by(AuditEntry.id)))


def with_phone(person: Person) -> Person:
    person.sign_in()
    person.set_up_phone()
    person.recovery_codes()
    return person


@EVERY
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_administrators_manage_people(world: World, lead: Person, ben: Person, deed: Deed, role: Role) -> None:
    other = Person(world, "other@clinic.example.org", role)
    with world.context():
        for nobody in (actor(other), PATIENT, Actor.staff(uuid.uuid4())):
            with pytest.raises(NotYours):
                VERBS[deed](ben.account.id, None, nobody)
    assert entries(ben) == []


@EVERY
def test_whoever_was_an_administrator_when_the_page_was_opened_need_not_be_one_now(
    world: World, lead: Person, second: Person, ben: Person, deed: Deed
) -> None:
    with world.context():
        services.change(lead.account.id, 0, "Sample Lead", Role.clinician, actor(second))
        with pytest.raises(NotYours):
            VERBS[deed](ben.account.id, 0, actor(lead))


@EVERY
def test_what_was_changed_since_somebody_looked_is_not_changed_over(lead: Person, ben: Person, deed: Deed) -> None:
    with lead.world.context():
        services.change(ben.account.id, 0, "Sample Friend", Role.receptionist, actor(lead))
        with pytest.raises(ChangedMeanwhile):
            VERBS[deed](ben.account.id, 0, actor(lead))
    assert [each.action for each in entries(ben)] == ["changed"]
    assert ben.account.version == 1


@EVERY
def test_nobody_can_be_changed_who_is_not_there(lead: Person, deed: Deed) -> None:
    with lead.world.context(), pytest.raises(UnknownPerson):
        VERBS[deed](uuid.uuid4(), 0, actor(lead))


@pytest.mark.parametrize("deed", [deed for deed in Deed if deed is not Deed.enabled])
def test_of_ones_own_account_only_the_name_is_changed_here(lead: Person, second: Person, deed: Deed) -> None:
    with lead.world.context():
        with pytest.raises(OwnAccount):
            VERBS[deed](lead.account.id, 0, actor(lead))
        services.change(lead.account.id, 0, "Sample Renamed", Role.administrator, actor(lead))
    assert lead.account.name == "Sample Renamed"
    assert lead.is_signed_in()


def test_a_new_role_and_name_are_written_down_with_the_old(lead: Person, ben: Person) -> None:
    with lead.world.context():
        services.change(ben.account.id, 0, "Sample Renamed", Role.clinician, actor(lead))

    assert (ben.account.name, ben.account.role) == ("Sample Renamed", Role.clinician)
    [entry] = entries(ben)
    assert (entry.actor, entry.role, entry.action) == (f"staff:{lead.account.id}", "administrator", "changed")
    assert entry.details == {
        "version": 1,
        "before": {"name": "Sample Colleague", "role": "receptionist"},
        "after": {"name": "Sample Renamed", "role": "clinician"},
    }


def test_a_new_role_holds_at_once_for_somebody_who_is_signed_in(lead: Person, ben: Person) -> None:
    ben.sign_in()
    hours = "/staff/settings/hours/"
    assert ben.client.get(hours).status_code == 403
    with lead.world.context():
        services.change(ben.account.id, 0, "Sample Colleague", Role.administrator, actor(lead))
    assert ben.client.get(hours).status_code == 200


def test_the_same_again_is_no_change(lead: Person, ben: Person) -> None:
    with lead.world.context():
        services.change(ben.account.id, 0, "Sample Colleague", Role.receptionist, actor(lead))
        services.enable(ben.account.id, 0, actor(lead))
        services.forget_phone(ben.account.id, 0, actor(lead))
        services.end_sessions(ben.account.id, 0, actor(lead))

    assert entries(ben) == []
    assert ben.account.version == 0


def test_who_is_disabled_is_signed_out_and_comes_back_as_they_were(lead: Person, ben: Person) -> None:
    with_phone(ben)
    with lead.world.context():
        services.disable(ben.account.id, 0, actor(lead))
    assert not ben.is_signed_in()
    assert ben.sign_in(client=lead.world.client()).status_code == 422
    with lead.world.context():
        services.enable(ben.account.id, 1, actor(lead))

    assert not ben.is_signed_in()
    assert "second-factor/code" in ben.sign_in(client=lead.world.client()).headers["Location"]
    assert [each.details for each in entries(ben)] == [
        {
            "version": 1,
            "before": {"state": "active", "sessions": 1},
            "after": {"state": "disabled", "sessions": 0},
        },
        {"version": 2, "before": {"state": "disabled"}, "after": {"state": "active"}},
    ]


def test_a_forgotten_phone_opens_nothing_and_can_be_replaced(lead: Person, ben: Person) -> None:
    with_phone(ben)
    old = ben.phone
    with lead.world.context():
        services.forget_phone(ben.account.id, 0, actor(lead))

    assert not ben.is_signed_in()
    assert ben.account.mf_recovery_codes == []
    ben.sign_in()
    assert ben.set_up_phone().headers["Location"] == "/staff/account/"
    assert ben.phone.base32_key != old.base32_key
    assert [each.details for each in entries(ben)] == [
        {
            "version": 1,
            "before": {"second_factor": "set up", "sessions": 1},
            "after": {"second_factor": "not set up", "sessions": 0},
        }
    ]


def test_ended_sessions_are_counted(lead: Person, ben: Person) -> None:
    for client in (ben.client, lead.world.client()):
        ben.sign_in(client=client)
    with lead.world.context():
        services.end_sessions(ben.account.id, 0, actor(lead))

    assert not ben.is_signed_in()
    assert [each.details for each in entries(ben)] == [
        {"version": 1, "before": {"sessions": 2}, "after": {"sessions": 0}}
    ]
    assert ben.sign_in().status_code == 302


def test_the_last_administrator_stays_whoever_asks(lead: Person, second: Person) -> None:
    with lead.world.context():
        accounts.disable(second.email, SYSTEM)
        with pytest.raises(LastAdministrator):
            accounts.disable(lead.email, Actor("operator"))
        with pytest.raises(LastAdministrator):
            services.change(lead.account.id, None, "Sample Lead", Role.clinician, SYSTEM)
    assert lead.account.active
    assert lead.account.role is Role.administrator
    assert lead.is_signed_in()


def test_who_is_no_administrator_can_leave_a_clinic_that_has_none(ben: Person) -> None:
    with ben.world.context():
        accounts.disable(ben.email, SYSTEM)
    assert not ben.account.active


class TwoAdministrators:
    """Two who take the role from each other at the same moment, over connections of their own."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = world
        self.people = [Person(world, f"{name}@example.org", Role.administrator) for name in ("one", "two")]
        self.looked = threading.Barrier(2)
        self.refused: list[str] = []
        monkeypatch.setattr(services, "insist_unless_at_the_server", self.insist)

    def insist(self, by: Actor, right: Right) -> StaffUser | None:
        """Wait a moment for the other to have looked too, before either is allowed to go on."""
        with suppress(threading.BrokenBarrierError):
            self.looked.wait(timeout=1)
        return rights.insist_unless_at_the_server(by, right)

    def demote_each_other(self) -> None:
        one, two = ((each.account.id, actor(each)) for each in self.people)
        threads = [threading.Thread(target=self.demote, args=each) for each in ((one[0], two[1]), (two[0], one[1]))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def demote(self, id: uuid.UUID, by: Actor) -> None:
        with self.world.app.app_context():
            known = [db.session.get(StaffUser, each) for each in (id, uuid.UUID(by.id))]  # as a page has loaded them
            try:
                services.change(id, 0, "Ada Sample", Role.receptionist, by)
            except NotYours as refusal:
                self.refused.append(type(refusal).__name__)
            del known

    @property
    def left(self) -> int:
        return [each.account.role for each in self.people].count(Role.administrator)


@pytest.mark.commits
def test_of_two_administrators_who_demote_each_other_one_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    two = TwoAdministrators(world, monkeypatch)
    two.demote_each_other()
    assert two.left == 1
    assert two.refused == ["NotYours"]


@pytest.mark.commits
def test_without_the_locks_none_would_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_look(session: Any, id: uuid.UUID, by: Actor) -> dict[uuid.UUID, StaffUser]:
        return {each.id: each for each in session.scalars(select(StaffUser))}

    two = TwoAdministrators(world, monkeypatch)
    monkeypatch.setattr(services, "_locked", only_look)
    two.demote_each_other()
    assert two.left == 0
