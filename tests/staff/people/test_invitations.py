"""Somebody is asked to work here, by a link that works once."""

import logging
import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.audit import PATIENT, SYSTEM, Actor, AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.notifications import services as mail
from clinic.notifications.models import Notification, State
from clinic.staff import queries as accounts
from clinic.staff import services as staff
from clinic.staff.models import Invitation, Role
from clinic.staff.people import invitations
from clinic.staff.people.deeds import UnknownPerson
from clinic.staff.people.invitations import KEPT, LASTS, AlreadyInvited, InvitationOver, SettledMeanwhile
from clinic.staff.rights import NotYours
from tests.journeys.canaries import cells
from tests.staff.people.test_services import actor, with_phone
from tests.staff.person import PASSWORD, Person
from tests.world import World

NEWCOMER = "newcomer@example.org"
MOMENT = timedelta(seconds=5)


def invite(person: Person, email: str = NEWCOMER, role: Role = Role.clinician) -> Invitation:
    with person.world.context():
        return invitations.invite("Sample Newcomer", email, role, actor(person))


def letters(world: World, email: str = NEWCOMER) -> list[str]:
    """Send what is owed, and give what this person was sent, in words."""
    world.send_mail()
    bodies = [letter.get_body(("plain",)) for letter in world.sink.to(email)]
    return [body.get_content() for body in bodies if body]


def token_in(letter: str) -> str:
    link = next(word for word in letter.split() if "/staff/invitation/" in word)
    return link.rstrip("/").rsplit("/", 1)[1]


def token(world: World) -> str:
    return token_in(letters(world)[-1])


def accept(world: World, token: str, name: str = "Sample Newcomer", password: str = PASSWORD) -> None:
    with world.context():
        invitations.accept(token, name, password)


def open_now(world: World) -> list[Invitation]:
    with world.context():
        return list(db.session.scalars(select(Invitation)))


def test_an_invitation_is_sent_with_who_invites_and_until_when(world: World, lead: Person) -> None:
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        lead.sign_in()
        invite(lead)
        [letter] = letters(world)

    assert "Sample Lead invites you to have an account" in letter
    assert "Tuesday 1 December at 10 am" in letter
    assert "http://localhost/staff/invitation/" in letter


def test_the_email_is_discreet(world: World, lead: Person) -> None:
    invite(lead, role=Role.trichologist)
    letters(world)
    [letter] = world.sink.to(NEWCOMER)
    words = letter.as_string().lower()
    assert letter["Subject"] == "Set up your account with The clinic"
    assert not [word for word in ("hair", "trich", "scalp", "sample newcomer") if word in words]


def test_whoever_accepts_has_an_account_with_the_role_and_their_own_name(world: World, lead: Person) -> None:
    invite(lead)
    accept(world, token(world), "Sample Own Name")

    with world.context():
        account = accounts.account(NEWCOMER)
    assert account is not None
    assert (account.name, account.role, account.active) == ("Sample Own Name", Role.clinician, True)
    assert not account.has_second_factor
    assert open_now(world) == []


def test_every_step_is_written_down_without_a_name_or_an_address(world: World, lead: Person) -> None:
    made = invite(lead)
    with world.context():
        invitations.send_again(made.id, 1, actor(lead))
    accept(world, token(world))
    other = invite(lead, "other@example.org")
    with world.context():
        invitations.withdraw(other.id, 1, actor(lead))
        entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))

    told = [(each.actor.split(":")[0], each.action) for each in entries if each.record == f"invitation:{made.id}"]
    assert told == [("staff", "invited"), ("staff", "sent_again"), ("invited", "accepted")]
    assert [each.action for each in entries if each.record == f"invitation:{other.id}"] == ["invited", "withdrew"]
    added = [each for each in entries if each.action == "added"][-1]
    assert added.actor == f"invited:{made.id}"
    assert not [each for each in entries if "example" in str(each.details) or "Newcomer" in str(each.details)]


def test_only_administrators_invite_send_again_and_withdraw(world: World, lead: Person, ben: Person) -> None:
    made = invite(lead)
    with world.context():
        for nobody in (actor(ben), PATIENT, Actor.staff(uuid.uuid4())):
            with pytest.raises(NotYours):
                invitations.invite("Sample Other", "other@example.org", Role.administrator, nobody)
            with pytest.raises(NotYours):
                invitations.send_again(made.id, 1, nobody)
            with pytest.raises(NotYours):
                invitations.withdraw(made.id, 1, nobody)
    assert [each.version for each in open_now(world)] == [1]


@pytest.mark.parametrize("written", [NEWCOMER, f"  {NEWCOMER.upper()} "])
def test_an_address_has_one_invitation_however_it_is_written(world: World, lead: Person, written: str) -> None:
    invite(lead)
    with world.context(), pytest.raises(AlreadyInvited):
        invitations.invite("Sample Other", written, Role.clinician, actor(lead))
    assert len(letters(world)) == 1


def test_an_address_with_an_account_is_not_invited(world: World, lead: Person, ben: Person) -> None:
    with world.context(), pytest.raises(staff.AlreadyStaff):
        invitations.invite("Sample Colleague", ben.email.upper(), Role.clinician, actor(lead))
    assert open_now(world) == []


def test_a_second_email_holds_a_new_link_and_the_old_one_is_dead(world: World, lead: Person) -> None:
    made = invite(lead)
    old = token(world)
    with world.context():
        invitations.send_again(made.id, 1, actor(lead))
    new = token(world)

    assert new != old
    with pytest.raises(InvitationOver):
        accept(world, old)
    accept(world, new)


def test_an_invitation_that_ran_out_lives_again_when_it_is_sent_again(world: World, lead: Person) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        made = invite(lead)
        old = token(world)
        clock.shift(LASTS)
        with pytest.raises(InvitationOver):
            accept(world, old)
        with world.context():
            invitations.send_again(made.id, 1, actor(lead))
        clock.shift(LASTS - MOMENT)
        accept(world, token(world))


def test_a_link_works_to_the_end_of_its_week(world: World, lead: Person) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        invite(lead)
        link = token(world)
        clock.shift(LASTS - MOMENT)
        accept(world, link)


def test_a_link_works_once(world: World, lead: Person) -> None:
    invite(lead)
    link = token(world)
    accept(world, link)
    with pytest.raises(InvitationOver):
        accept(world, link, password="lantern biscuit harbour")
    with world.context():
        account = accounts.account(NEWCOMER)
        assert account is not None
        assert account.verify_and_update_password(PASSWORD)  # type: ignore[attr-defined]  # Flask-Security adds it


def test_a_withdrawn_link_opens_nothing_and_its_email_is_not_sent_any_more(world: World, lead: Person) -> None:
    made = invite(lead)
    with world.context():
        held = made.token
        invitations.withdraw(made.id, 1, actor(lead))

    assert letters(world) == []
    with pytest.raises(InvitationOver):
        accept(world, held)


@pytest.mark.parametrize("settle", [invitations.send_again, invitations.withdraw])
def test_what_became_of_an_invitation_meanwhile_is_not_settled_over(world: World, lead: Person, settle: object) -> None:
    again, gone = invite(lead), invite(lead, "other@example.org")
    with world.context():
        invitations.send_again(again.id, 1, actor(lead))
        invitations.withdraw(gone.id, 1, actor(lead))
        for made in (again, gone):
            with pytest.raises(SettledMeanwhile):
                settle(made.id, 1, actor(lead))  # type: ignore[operator]  # any verb of two


def test_a_weak_password_leaves_the_invitation_open(world: World, lead: Person) -> None:
    invite(lead)
    link = token(world)
    with pytest.raises(staff.WeakPassword):
        accept(world, link, password="password1234")
    accept(world, link)


def test_an_account_that_was_made_meanwhile_is_not_made_again(world: World, lead: Person) -> None:
    invite(lead)
    link = token(world)
    with world.context():
        staff.add_staff("Sample Newcomer", NEWCOMER, PASSWORD, Role.receptionist, SYSTEM)
    with pytest.raises(InvitationOver):
        accept(world, link)
    with world.context():
        account = accounts.account(NEWCOMER)
        assert account is not None
        assert account.role is Role.receptionist


def test_an_invitation_is_sent_to_nobody_but_whom_it_is_for(world: World, lead: Person) -> None:
    made = invite(lead)
    with world.context():
        [owed] = db.session.scalars(select(Notification).where(Notification.subject_id == made.id))
        mail.correct_address(owed.id, NEWCOMER, "thief@example.org", actor(lead))

    assert letters(world, "thief@example.org") == []
    with world.context():
        owed = db.session.get_one(Notification, owed.id, populate_existing=True)
        assert owed.state is State.withheld
        assert "for another address" in owed.answer


def test_an_invitation_that_ran_out_before_it_was_sent_is_withheld(world: World, lead: Person) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        invite(lead)
        clock.shift(LASTS)
        assert letters(world) == []


def test_the_link_itself_is_stored_nowhere_and_logged_nowhere(
    world: World, lead: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="mail.log")  # the tests' own mail server
    caplog.set_level(logging.DEBUG)
    invite(lead)
    link = token(world)
    with world.context():
        assert not [place for place, value in cells(db.session.connection()) if link.encode() in value]
    accept(world, link)
    assert link not in caplog.text
    assert NEWCOMER not in caplog.text


def test_an_invitation_is_deleted_a_month_after_it_ran_out(world: World, lead: Person) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        invite(lead)
        clock.shift(LASTS + KEPT)
        with world.context():
            assert invitations.purge() == 0
        clock.shift(MOMENT)
        with world.context():
            assert invitations.purge() == 1
    assert open_now(world) == []


def offer(lead: Person, person: Person) -> Invitation:
    with lead.world.context():
        return invitations.offer_password(person.account.id, actor(lead))


def test_who_forgot_their_password_chooses_a_new_one_and_keeps_the_phone(lead: Person, ben: Person) -> None:
    with_phone(ben)
    made = offer(lead, ben)
    [letter] = letters(lead.world, ben.email)
    assert "Sample Lead sends you a link to choose a new password" in " ".join(letter.split())
    assert ben.is_signed_in()

    with lead.world.context():
        invitations.choose_password(token_in(letter), "lantern biscuit harbour")

    assert not ben.is_signed_in()
    assert ben.sign_in(client=lead.world.client()).status_code == 422
    answer = ben.sign_in("lantern biscuit harbour", lead.world.client())
    assert "second-factor/code" in answer.headers["Location"]
    with lead.world.context():
        entries = list(db.session.execute(select(AuditEntry.actor, AuditEntry.action).order_by(AuditEntry.id)))
    assert (f"staff:{lead.account.id}", "offered_password") in entries
    assert {(f"invited:{made.id}", "set_password"), (f"invited:{made.id}", "chose_password")} <= set(entries)
    with lead.world.context(), pytest.raises(InvitationOver):
        invitations.choose_password(token_in(letter), "lantern biscuit harbour moss")


def test_a_new_password_is_for_somebody_who_can_sign_in_and_offered_once(lead: Person, ben: Person) -> None:
    offer(lead, ben)
    with pytest.raises(AlreadyInvited):
        offer(lead, ben)
    with lead.world.context():
        staff.disable(ben.email, SYSTEM)
        with pytest.raises(UnknownPerson):
            invitations.offer_password(ben.account.id, actor(lead))
        with pytest.raises(UnknownPerson):
            invitations.offer_password(uuid.uuid4(), actor(lead))


def test_nobody_but_administrators_has_a_password_link_sent(lead: Person, ben: Person) -> None:
    with lead.world.context():
        for nobody in (actor(ben), PATIENT):
            with pytest.raises(NotYours):
                invitations.offer_password(lead.account.id, nobody)
    assert open_now(lead.world) == []


def test_a_link_does_what_it_was_sent_for_and_nothing_else(world: World, lead: Person, ben: Person) -> None:
    offer(lead, ben)
    invite(lead)
    for_password, for_account = token_in(letters(world, ben.email)[-1]), token(world)
    with pytest.raises(InvitationOver):
        accept(world, for_password)
    with world.context(), pytest.raises(InvitationOver):
        invitations.choose_password(for_account, PASSWORD)
    assert len(open_now(world)) == 2


@pytest.mark.commits
def test_of_four_who_open_one_link_at_once_one_has_an_account(world: World) -> None:
    lead = Person(world, "lead@clinic.example.org", Role.administrator)
    invite(lead)
    link, start = token(world), threading.Barrier(4)
    outcomes: list[str] = []

    def race(number: int) -> None:
        with world.app.app_context():
            start.wait()
            try:
                outcomes.append(invitations.accept(link, f"Sample Racer {number}", PASSWORD).name)
            except InvitationOver:
                outcomes.append("over")

    run(race)
    assert outcomes.count("over") == 3
    with world.context():
        account = accounts.account(NEWCOMER)
        assert account is not None
        assert account.name in outcomes


@pytest.mark.commits
def test_of_four_who_invite_one_address_at_once_one_does(world: World) -> None:
    lead = actor(Person(world, "lead@clinic.example.org", Role.administrator))
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def race(number: int) -> None:
        with world.app.app_context():
            start.wait()
            try:
                invitations.invite(f"Sample {number}", NEWCOMER, Role.clinician, lead)
                outcomes.append("invited")
            except AlreadyInvited:
                outcomes.append("already")

    run(race)
    assert sorted(outcomes) == ["already", "already", "already", "invited"]
    assert len(letters(world)) == 1


def run(race: object) -> None:
    threads = [threading.Thread(target=race, args=(number,)) for number in range(4)]  # type: ignore[arg-type]  # any callable
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
