"""Every address that is not the staff's, and what opens it: nobody comes to another person's things by any of them.

The addresses come from the application itself: one that is added must be listed here with what opens it.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any

import pytest
from sqlalchemy import text

from clinic.core.audit import PATIENT
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import drafts, tokens
from clinic.intake.models import Purpose
from clinic.photos.guide import View
from clinic.photos.services import add_to_draft
from clinic.staff.models import Role
from tests.fuzzing.attacks import KINDS, Attack, written
from tests.fuzzing.pages import Form
from tests.fuzzing.people import ANY_PAGE, Somebody
from tests.fuzzing.sending import Site
from tests.intake.filling import skip_to_check
from tests.journeys.canaries import Canaries
from tests.pages import CheckedClient
from tests.photos.photographed import developed, photograph, photos, until
from tests.scheduling.arranged import arrange
from tests.scheduling.rearranging.touched import book
from tests.staff.person import Person
from tests.test_architecture import PUBLIC
from tests.world import World


class Key(Enum):
    """What opens an address."""

    none = auto()
    """It is the same for everyone, or about nobody yet."""
    draft = auto()
    """The cookie of a form that somebody has begun."""
    sent = auto()
    """The session in which a form was sent, or everything erased."""
    request = auto()
    """The cookie that the emailed link is exchanged for."""
    secret = auto()
    """A secret in the address itself, or of the operator's."""


KEYS = {
    **dict.fromkeys(("after_sending.choose_again", "intake.more", "intake.sent"), Key.sent),
    **dict.fromkeys(("choosing.choose", "choosing.times"), Key.draft),
    **dict.fromkeys((f"form_photos.{each}" for each in ("add", "photos", "picture", "remove")), Key.draft),
    **dict.fromkeys(
        (f"intake.{each}" for each in ("care", "check", "discard", "resume", "save", "start", "step")), Key.draft
    ),
    **dict.fromkeys(("messages.answer", "messages.messages", "intake.my"), Key.request),
    **dict.fromkeys(
        (
            f"own_appointment.{each}"
            for each in ("answer", "ask", "calendar", "cancel", "choose", "earlier_time", "move", "stop")
        ),
        Key.request,
    ),
    **dict.fromkeys(
        (
            f"own_data.{each}"
            for each in (
                *("ask_for_access", "choose_answer", "complain", "consents", "correct", "data", "erase", "take"),
                "withdraw",
            )
        ),
        Key.request,
    ),
    "own_data.erased": Key.sent,
    **dict.fromkeys(
        (f"own_photos.{each}" for each in ("add", "agree", "photo", "photos", "picture", "remove")), Key.request
    ),
    **dict.fromkeys(("feed.diary", "intake.arrive", "metrics.metrics"), Key.secret),
    **dict.fromkeys(("health.live", "health.ready", "intake.link", "intake.quick", "static"), Key.none),
    **dict.fromkeys(("privacy.accessibility", "privacy.complaints", "privacy.notice"), Key.none),
}
OWN = {Key.draft, Key.request}
"""Of these, what they open is one person's."""
PARTS = re.compile(r"<(?:\w+:)?(\w+)>")
ROWS = """
    SELECT i::text FROM intake i WHERE id = :request UNION ALL
    SELECT a::text FROM intake_answers a WHERE intake_id = :request UNION ALL
    SELECT p::text FROM photo p WHERE intake_id = :request OR draft_id = :draft UNION ALL
    SELECT m::text FROM message m WHERE intake_id = :request UNION ALL
    SELECT a::text FROM appointment a WHERE intake_id = :request UNION ALL
    SELECT d::text FROM draft d WHERE id = :draft
"""


@dataclass
class Owner:
    """Somebody with an appointment and pictures, who is filling in another form; each word of theirs can be told."""

    world: World
    canaries: Canaries
    ids: dict[str, uuid.UUID]
    pictures: dict[str, str]
    """The id of a picture of the form's, and of the request's, by the beginning of its addresses."""
    tokens: dict[str, str]

    def rows(self) -> list[str]:
        """Give all that is stored of them."""
        with self.world.context():
            return sorted(db.session.scalars(text(ROWS), self.ids))

    def issue(self, life: timedelta) -> dict[str, str]:
        """Give the values of new cookies that open what is theirs for so long."""
        with self.world.context():
            return {key: tokens.issue(Purpose(key), self.ids[key], utcnow() + life) for key in ("draft", "request")}


@pytest.fixture
def owner(world: World) -> Owner:
    canaries = Canaries()
    told: dict[str, Any] = {"name": canaries.word("name"), "message": canaries.word("message")}
    told["email"] = canaries.word("email") + "@example.com"
    with world.context():
        asked = book(arrange(), "the owner's key", **told).intake_id
        draft, _ = drafts.start_draft({})
        skip_to_check(draft.id, **told)
        assert asked is not None
        photograph(world, asked, View.crown)
        add_to_draft(draft.id, {View.crown: developed()}, PATIENT)
    pictures = {"own_photos" if each.intake_id else "form_photos": str(each.id) for each in photos(world)}
    owner = Owner(world, canaries, {"request": asked, "draft": draft.id}, pictures, {})
    owner.tokens = owner.issue(timedelta(minutes=30))
    return owner


def test_every_address_is_listed_with_what_opens_it(world: World) -> None:
    others = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if not rule.rule.startswith("/staff/") and not rule.endpoint.startswith("treatments.")
    }
    assert others == set(KEYS)


def test_all_that_is_open_to_anyone_is_listed_here_or_is_an_information_page() -> None:
    open_to_anyone = {endpoint for endpoint in PUBLIC if not endpoint.startswith("treatments.")}
    assert open_to_anyone <= {*KEYS, "joining.join"}


def somebody(world: World, cookies: dict[str, str], client: CheckedClient | None = None) -> tuple[Somebody, str]:
    """Give a browser with these cookies, and the token that its forms carry."""
    client = client or world.client()
    token = client.page(ANY_PAGE).values()["csrf_token"]
    for name, value in cookies.items():
        client.set_cookie(name, value)
    held = "; ".join(f"{each.key}={each.value}" for each in (client._cookies or {}).values())
    return Somebody("somebody", held, []), token


def addresses(owner: Owner) -> Iterator[Form]:
    """Give every address of what is one person's, about this one's."""
    for rule in owner.world.app.url_map.iter_rules():
        if KEYS.get(rule.endpoint) in OWN:
            key = "consent_health" if rule.endpoint == "own_data.withdraw" else "message"
            known = {
                "key": key,
                "id": owner.pictures.get(rule.endpoint.split(".")[0], ""),
                "size": "picture",
                "slug": "about-you",
            }
            path = PARTS.sub(lambda found: known[found[1]], rule.rule)  # noqa: B023  # used at once
            yield from (Form(method, path) for method in ("GET", "POST") if method in (rule.methods or ()))


def attacks(owner: Owner, site: Site, token: str) -> Iterator[Attack]:
    """Ask for every page of the owner's, and send every form that stands on them, with one's own token."""
    insider, _ = somebody(owner.world, owner.tokens)
    for address in addresses(owner):
        forms = (
            [form for form in site.forms(insider, address) if form.method == "POST"] if address.method == "GET" else []
        )
        yield Attack(address.method, address.path)
        for form in forms:
            fields = {name: words_of_a_stranger(owner, values[0]) for name, values in form.fields.items()}
            fields["csrf_token"] = token
            yield Attack("POST", form.path, kind=KINDS[0], body=written(list(fields.items())).encode())


def words_of_a_stranger(owner: Owner, words: str) -> str:
    """Give what stands in a field, unless only the owner can know it."""
    return "Words" if owner.canaries.found_in(words) else words


def another_patient(owner: Owner) -> dict[str, str]:
    asked = owner.world.request("another key").id
    with owner.world.context():
        draft, token = drafts.start_draft({})
        skip_to_check(draft.id)
        return {"draft": token, "request": tokens.issue(Purpose.request, asked, until())}


STRANGERS: dict[str, Callable[[Owner], dict[str, str]]] = {
    "nobody": lambda owner: {},
    "who guesses": lambda owner: {"draft": "A" * 43, "request": str(owner.ids["request"])},
    "who comes too late": lambda owner: owner.issue(timedelta(seconds=-1)),
    "who has the wrong key": lambda owner: {"draft": owner.tokens["request"], "request": owner.tokens["draft"]},
    "another patient": another_patient,
}


def nothing_seen_or_changed(owner: Owner, who: Somebody, token: str) -> None:
    before = owner.rows()
    site = Site(owner.world, [], watch=owner.rows)
    for attack in attacks(owner, site, token):
        answer = site.send(who, attack)
        where = f"{attack.method} {attack.path} {answer.status}"
        assert answer.status < 500, where
        assert not owner.canaries.found_in(answer.text), where
        assert answer.headers["Content-Type"] != "image/jpeg", where
        assert site.watched == before, where


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_else_sees_or_changes_anything_of_a_persons(owner: Owner, stranger: str) -> None:
    who, token = somebody(owner.world, STRANGERS[stranger](owner))
    nothing_seen_or_changed(owner, who, token)


@pytest.mark.parametrize("role", [Role.receptionist, Role.administrator])
def test_staff_have_no_way_in_by_the_pages_of_a_person(owner: Owner, role: Role) -> None:
    person = Person(owner.world, role=role)
    person.sign_in()
    who, token = somebody(owner.world, {}, person.client)
    nothing_seen_or_changed(owner, who, token)


def test_the_owner_sees_and_changes_it(owner: Owner) -> None:
    """A control: the same requests with the right key show words and a picture, and change rows."""
    site, before = Site(owner.world, [], watch=owner.rows), owner.rows()
    who, token = somebody(owner.world, owner.tokens)
    answers, changes = [], 0
    for attack in attacks(owner, site, token):
        answers.append(site.send(who, attack))
        changes += site.watched != before
    assert any("name" in owner.canaries.found_in(answer.text) for answer in answers)
    assert "image/jpeg" in {answer.headers["Content-Type"] for answer in answers}
    assert changes >= 4
