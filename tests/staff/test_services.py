import uuid

import pytest
from sqlalchemy import select

from clinic.core.audit import SYSTEM, AuditEntry
from clinic.core.db import db, transaction
from clinic.notifications import services as mail
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification, State
from clinic.staff import queries, services
from clinic.staff.models import Role
from tests.staff.person import PASSWORD, Person
from tests.world import World

ADMINISTRATOR = "grace@clinic.example.org"


@pytest.fixture
def administrator(world: World) -> Person:
    return Person(world, ADMINISTRATOR, Role.administrator)


def test_an_added_account_is_written_down(ada: Person) -> None:
    with ada.world.context():
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.record == f"staff:{ada.account.id}"))

    assert entry is not None
    assert (entry.actor, entry.action) == ("system", "added")


def test_one_address_has_one_account_however_it_is_written(ada: Person) -> None:
    with ada.world.context(), pytest.raises(services.AlreadyStaff):
        services.add_staff("Ada Again", f" {ada.email.upper()} ", PASSWORD, Role.clinician, SYSTEM)


def test_a_weak_password_makes_no_account(world: World) -> None:
    with world.context():
        with pytest.raises(services.WeakPassword):
            services.add_staff("Ada", "ada@example.org", "password1234", Role.clinician, SYSTEM)
        assert queries.account("ada@example.org") is None


def test_a_new_password_ends_the_sessions(ada: Person) -> None:
    ada.sign_in()

    with ada.world.context():
        services.set_password(ada.email, "lantern biscuit harbour", SYSTEM)

    assert not ada.is_signed_in()
    assert ada.sign_in("lantern biscuit harbour").status_code == 302


def test_a_practitioner_is_joined_to_the_account_of_the_same_address(ada: Person) -> None:
    with ada.world.context():
        practitioner = services.add_practitioner("Ada Sample", ada.email, "Trichologist", SYSTEM)

        assert practitioner.staff_user_id == ada.account.id
        with pytest.raises(services.AlreadyPractitioner):
            services.add_practitioner("Ada Sample", ada.email, "Trichologist", SYSTEM)


def test_only_practitioners_on_duty_hear_of_intakes(world: World) -> None:
    with world.context():
        services.add_practitioner("On Duty", "on@example.org", "Trichologist", SYSTEM)
        services.add_practitioner("Off Duty", "off@example.org", "Trichologist", SYSTEM, is_on_duty_for_intakes=False)

        assert queries.addresses_on_duty() == ["on@example.org"]


def test_only_active_administrators_are_administrators(ada: Person, administrator: Person) -> None:
    with ada.world.context():
        assert [each.email for each in queries.administrators()] == [ADMINISTRATOR]
        other = services.add_staff("Sample Lead", "lead@clinic.example.org", PASSWORD, Role.administrator, SYSTEM)
        services.disable(ADMINISTRATOR, SYSTEM)
        assert [each.email for each in queries.administrators()] == [other.email]


def test_administrators_are_told_of_an_email_that_failed(ada: Person, administrator: Person) -> None:
    fail(ada.world, "someone@example.com")

    ada.world.send_mail()

    (alert,) = ada.world.sink.to(ADMINISTRATOR)
    words = alert.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert alert["Subject"] == "An email could not be delivered"
    assert "http://localhost/staff/" in words
    assert "someone@example.com" not in alert.as_string()
    assert ada.world.sink.to(ada.email) == []


def test_many_failures_owe_an_administrator_one_email_at_a_time(administrator: Person) -> None:
    fail(administrator.world, "one@example.com", "two@example.com", "three@example.com")
    assert owed(administrator.world) == 1

    administrator.world.send_mail()
    fail(administrator.world, "four@example.com")
    assert owed(administrator.world) == 2


def test_an_alert_that_fails_raises_no_alert(administrator: Person) -> None:
    administrator.world.sink.on_recipient = lambda recipient: "550 no"
    fail(administrator.world, "someone@example.com")
    administrator.world.send_mail()

    assert owed(administrator.world) == 1


def test_an_alert_of_an_email_that_is_gone_is_withheld(administrator: Person) -> None:
    subject = fail(administrator.world, "someone@example.com")
    with administrator.world.context():
        mail.forget([subject])

    administrator.world.send_mail()

    assert administrator.world.sink.to(ADMINISTRATOR) == []


def fail(world: World, *recipients: str) -> uuid.UUID:
    """Let emails be refused for good, and stop before the alerts go out."""
    subject = uuid.uuid4()
    with world.context():
        mail.owe(*(Envelope("staff.email_failed.sample", subject, recipient) for recipient in recipients))
        rows = db.session.scalars(select(Notification).where(Notification.subject_id == subject)).all()
        for row in rows:
            with transaction():
                row.state = State.failed
                mail.failed_for_good.send(row)
    return subject


def owed(world: World) -> int:
    with world.context():
        kind = Notification.kind == services.EMAIL_FAILED
        return len(db.session.scalars(select(Notification).where(kind)).all())
