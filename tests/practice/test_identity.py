"""What the clinic calls itself is what every page and email says, in every process, whatever is away."""

import json
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr

import msgspec
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from clinic import create_app
from clinic.core.accents import Accent
from clinic.core.db import db
from clinic.core.identity import clinic, last_known_clinic
from clinic.practice import services
from clinic.practice.identity import Identity
from clinic.practice.queries import IDENTITY
from tests.pages import Page
from tests.practice.test_words import administrator
from tests.staff.person import Person, send
from tests.world import DESK, PATIENT_EMAIL, World

OURS = Identity(
    name="Sample & Daughters",
    discreet_name="Sample House",
    phone="020 7946 0999",
    email="write-to-us@example.org",
    address="2 Sample Street, Sampletown",
    accent=Accent.plum,
)


def change(world: World, identity: Identity = OURS) -> None:
    with world.context():
        services.change_identity(identity, IDENTITY.newest().number, administrator())
        world.app.extensions["shelf"].look()


@pytest.mark.parametrize(
    "path",
    ["/", "/treatments/hair-transplant/", "/complaints/", "/consultation/", "/nowhere/", "/my/", "/changes.atom"],
)
def test_every_page_follows(world: World, path: str) -> None:
    client = world.client()
    assert "The Hair Clinic" in client.get(path).text
    change(world)
    page = client.get(path).text
    assert "Sample &amp; Daughters" in page
    assert "The Hair Clinic" not in page
    assert "020 7946 0018" not in page
    if "<html" in page:
        assert '<html lang="en-GB" class="accent--plum">' in page
        assert "020 7946 0999" in page
        assert "2 Sample Street" in page
        assert "/static/pictures/favicon-plum.svg" in page


def test_search_engines_are_told_too(world: World) -> None:
    change(world)
    (data,) = re.findall(r'ld\+json">(.*?)</script>', world.client().get("/").text, re.DOTALL)
    (known,) = [node for node in json.loads(data)["@graph"] if node["@type"] == "MedicalClinic"]
    assert (known["name"], known["telephone"]) == ("Sample & Daughters", "020 7946 0999")
    assert (known["email"], known["address"]) == ("write-to-us@example.org", "2 Sample Street, Sampletown")


@pytest.mark.parametrize("name", ["Sample House", 'Sample, "The" House', "Haus Ünïcode", "a" * 40])
def test_emails_come_from_the_new_name_and_replies_go_to_the_new_address(world: World, name: str) -> None:
    change(world, msgspec.structs.replace(OURS, discreet_name=name))
    world.request()
    world.send_mail()
    (mail,) = world.sink.to(PATIENT_EMAIL)
    assert sender_of(world) == (name, "requests@clinic.example.org")
    assert mail["Reply-To"] == "write-to-us@example.org"
    plain, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]  # it has both
    assert name in plain
    assert "020 7946 0999" in plain
    assert Accent.plum.by_day in html
    assert Accent.plum.by_night in html
    assert Accent.teal.by_day not in html


def sender_of(world: World) -> tuple[str, str]:
    """Read who sent the last email: the parts first and then their letters, as the standard has it."""
    name, address = parseaddr(message_from_bytes(world.sink.raw[-1])["From"])
    return str(make_header(decode_header(name))), address


def test_news_of_requests_still_go_where_the_server_sends_them(world: World) -> None:
    change(world)
    world.request()
    world.send_mail()
    assert len(world.sink.to(DESK)) == 1
    assert world.sink.to("write-to-us@example.org") == []


def test_authenticator_apps_learn_the_new_name_even_one_with_a_colon(world: World) -> None:
    change(world, msgspec.structs.replace(OURS, name="Sample: a clinic"))
    ada = Person(world)
    ada.sign_in()
    page = Page(send(ada.client, "/staff/second-factor/", setup="authenticator").text)
    assert "Name: Sample a clinic." in page.words
    codes = world.app.extensions["security"].totp_factory
    with world.context():
        uri = codes.get_totp_uri("ada@example.org", codes.generate_totp_secret())
    assert uri.startswith("otpauth://totp/Sample%20a%20clinic:ada@example.org?")
    assert uri.endswith("&issuer=Sample%20a%20clinic")


def test_with_the_database_away_pages_say_what_was_known_last(world: World) -> None:
    def fail(*arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    change(world)
    with world.context():
        engine = db.engine
        assert clinic().name == "Sample & Daughters"
        IDENTITY.memory.expire()
    event.listen(engine, "before_cursor_execute", fail)
    try:
        pages = [world.client().get(path) for path in ("/consultation/quick/", "/nowhere/", "/my/a-token/")]
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert [page.status_code for page in pages] == [200, 404, 503]
    assert all("Sample &amp; Daughters" in page.text for page in pages)


def test_a_page_about_a_fault_of_ours_asks_no_database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("clinic.intake.tokens.subject_of", lambda *_: 1 / 0)
    with world.context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    assert world.client().get("/my/a-token/").status_code == 500
    assert asked == []


@pytest.mark.commits
def test_another_process_follows_at_its_next_look(world: World) -> None:
    other = create_app(world.app.extensions["settings"])
    shelf = other.extensions["shelf"]
    shelf.look_again_seconds = float("inf")
    assert b"The Hair Clinic" in other.test_client().get("/").data
    shelf.look()
    change(world)
    assert b"The Hair Clinic" in other.test_client().get("/").data
    shelf.look()
    assert b"Sample &amp; Daughters" in other.test_client().get("/").data
    with other.app_context():
        assert last_known_clinic().phone == "020 7946 0999"
        db.engine.dispose()
