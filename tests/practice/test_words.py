"""What pages for everyone say of the promise is what the clinic has arranged."""

from datetime import time

import msgspec
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from clinic.core.audit import SYSTEM, Actor
from clinic.core.db import db
from clinic.practice import services
from clinic.practice.arrangements import DEFAULTS, Arrangements, Opening
from clinic.practice.words import within
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from tests.world import World

HALF_SATURDAY = (*DEFAULTS.openings, Opening(5, time(9), time(13)))
WITH_A_BREAK = tuple(
    half for day in range(5) for half in (Opening(day, time(9), time(12)), Opening(day, time(13), time(18)))
)


def administrator() -> Actor:
    account = add_staff("Sample Lead", "lead@example.org", "plum orchard kettle violin", Role.administrator, SYSTEM)
    return Actor.staff(account.id)


def arranged(hours: int, openings: tuple[Opening, ...] = DEFAULTS.openings) -> Arrangements:
    return msgspec.structs.replace(DEFAULTS, openings=openings, promises={**DEFAULTS.promises, "routine": hours})


@pytest.mark.parametrize(
    ("arrangements", "words"),
    [
        (DEFAULTS, "2 working days"),
        (arranged(8), "1 working day"),
        (arranged(1), "1 working hour"),
        (arranged(12), "12 working hours"),
        (arranged(16, HALF_SATURDAY), "16 working hours"),
        (arranged(16, WITH_A_BREAK), "2 working days"),
        (arranged(16, ()), "7 days"),
    ],
)
def test_a_promise_is_counted_in_days_only_where_days_are_equally_long(arrangements: Arrangements, words: str) -> None:
    assert within(arrangements) == words


@pytest.mark.parametrize("path", ["/", "/consultation/", "/consultation/quick/", "/treatments/hair-transplant/"])
def test_pages_say_what_is_arranged_now(world: World, path: str) -> None:
    client = world.client()
    assert "within 2 working days" in client.get(path).text.lower()
    with world.context():
        services.change_arrangements(arranged(24), 0, administrator())
        world.app.extensions["shelf"].look()
    page = client.get(path).text.lower()
    assert "within 3 working days" in page
    assert "2 working days" not in page


@pytest.mark.parametrize("path", ["/", "/complaints/", "/accessibility/", "/consultation/", "/nowhere/", "/my/"])
def test_pages_say_the_hours_that_are_arranged(world: World, path: str) -> None:
    client = world.client()
    assert "Monday to Friday, 9 am to 5 pm" in plain(client.get(path).text)
    with world.context():
        services.change_arrangements(arranged(16, HALF_SATURDAY), 0, administrator())
        world.app.extensions["shelf"].look()
    page = plain(client.get(path).text)
    assert "Monday to Friday, 9 am to 5 pm; Saturday, 9 am to 1 pm" in page
    assert page.count("5 pm") == page.count("1 pm")


def test_emails_say_the_hours_that_are_arranged(world: World) -> None:
    with world.context():
        services.change_arrangements(arranged(16, HALF_SATURDAY), 0, administrator())
    world.request()
    world.send_mail()
    for mail in world.sink.mails:
        for kind in ("plain", "html"):
            part = mail.get_body((kind,))
            assert part is not None
            assert "Monday to Friday, 9 am to 5 pm; Saturday, 9 am to 1 pm" in part.get_content()


def plain(html: str) -> str:
    """Give a page's text with every space an ordinary one."""
    return html.replace("\u00a0", " ")


def test_with_the_database_away_pages_say_what_was_known_last(world: World) -> None:
    def fail(*arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    with world.context():
        services.change_arrangements(arranged(24), 0, administrator())
        engine = db.engine
    world.client().get("/consultation/quick/")
    known = world.app.extensions["memory"]
    known["arrangements"] = known["arrangements"]._replace(until=0.0)
    event.listen(engine, "before_cursor_execute", fail)
    try:
        page = world.client().get("/consultation/quick/")
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert page.status_code == 200
    assert "within 3 working days" in page.text
