import uuid

import pytest

from clinic.core.db import transaction
from clinic.notifications import queries
from clinic.notifications.composing import Email, Envelope, composer
from clinic.notifications.models import State
from clinic.notifications.services import owe
from tests.world import DESK, World


@composer("test.greeting")
def greeting(envelope: Envelope) -> Email:
    return Email("Greeting", "Good morning.\n", "<p>Good morning.</p>")


def states(world: World, *recipients: str) -> dict[str, State]:
    subject = uuid.uuid4()
    with world.context(), transaction():
        owe(*(Envelope("test.greeting", subject, recipient) for recipient in recipients))
    world.send_mail()
    with world.context():
        return {row.recipient: row.state for row in queries.about(subject)}


@pytest.mark.parametrize("odd", ["jörg@example.com", "@", "a@b@c"])
def test_an_address_that_cannot_be_written_fails_and_holds_up_nobody(world: World, odd: str) -> None:
    found = states(world, odd, DESK)
    assert found == {odd: State.failed, DESK: State.sent}


def test_a_domain_with_an_accent_is_written_as_mail_servers_need_it(world: World) -> None:
    assert states(world, "anna@exämple.com") == {"anna@exämple.com": State.sent}
    assert world.sink.recipients == ["anna@xn--exmple-cua.com"]
