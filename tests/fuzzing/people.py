"""Who attacks: a visitor, somebody in the middle of the form, two patients, and each role of the staff."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from werkzeug.routing import Rule

from clinic.core.audit import PATIENT
from clinic.intake import drafts
from clinic.intake import queries as intakes
from clinic.intake.models import Purpose
from clinic.intake.tokens import issue
from clinic.photos import services as photos
from clinic.photos.guide import View
from clinic.staff.models import Role
from tests.fuzzing.pages import Form
from tests.intake.filling import skip_to_check
from tests.journeys.test_access import FOREIGN, Cast, Page, gathered, thing
from tests.pages import CheckedClient
from tests.photos import photographed
from tests.photos.photographed import developed, photograph, until
from tests.scheduling.arranged import arrange
from tests.scheduling.rearranging.touched import book
from tests.world import World

ANY_PAGE = "/my/link/"
"""Of which every browser gets the session that its forms' tokens belong to."""
PART = re.compile(r"<(?:\w+:)?(\w+)>")

UNKNOWN = str(uuid.UUID(int=7))

Known = Callable[[Rule], dict[str, str]]
"""What stands for the parts of an address, where there is something there."""


@dataclass
class Somebody:
    """A browser that keeps its cookies as they are, and what it can ask for."""

    name: str
    cookies: str = field(repr=False)
    addresses: list[Form] = field(repr=False)
    forms: dict[str, list[Form]] = field(default_factory=dict, repr=False)
    """What each page of these addresses sends, once it was read."""


def everybody(world: World) -> list[Somebody]:
    """Bring everybody together in a clinic in which there is one of everything."""
    cast = gathered(world)
    staff = _known_to_staff(cast)
    people = {name: arrive(cast) for name, arrive in PATIENTS.items()}
    people |= {role.value: (cast.clients[role], staff) for role in Role}
    return [
        Somebody(name, _cookies(client), list(_addresses(world, known, name in [*Role])))
        for name, (client, known) in people.items()
    ]


def _cookies(client: CheckedClient) -> str:
    client.get(ANY_PAGE)
    held = client._cookies or {}
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in held.values())


def _addresses(world: World, known: Known, is_staff: bool) -> Iterator[Form]:
    """Give the addresses of the staff's pages to them and the others to others; all may ask for those of signing in."""
    for rule in world.app.url_map.iter_rules():
        if rule.rule.startswith("/staff/") is is_staff or rule.endpoint.startswith("security."):
            parts = known(rule)
            path = PART.sub(lambda found: parts.get(found[1], UNKNOWN), rule.rule)  # noqa: B023  # used at once
            yield from (Form(method, path) for method in ("GET", "POST") if method in (rule.methods or ()))


def _known_to_staff(cast: Cast) -> Known:
    """Make what the staff's addresses are about, once for all of them."""
    made = {rule.endpoint: thing(cast, Page(rule, "GET")) for rule in cast.world.app.url_map.iter_rules()}
    return lambda rule: {**FOREIGN, **made[rule.endpoint]}


def _visitor(cast: Cast) -> tuple[CheckedClient, Known]:
    return cast.world.client(), lambda rule: {"slug": "hair-transplant", "token": "x", "secret": "x", "filename": "x"}


def _writer(cast: Cast) -> tuple[CheckedClient, Known]:
    """Somebody who has answered everything, with a picture, and has not sent it."""
    client = cast.world.client()
    with cast.world.context():
        draft, token = drafts.start_draft({})
        skip_to_check(draft.id)
        photos.add_to_draft(draft.id, {View.crown: developed()}, PATIENT)
    client.set_cookie("draft", token)
    [photo] = [each for each in photographed.photos(cast.world) if each.draft_id == draft.id]
    return client, lambda rule: {"id": str(photo.id), "size": "picture", "slug": "hair"}


def _waiting(cast: Cast) -> tuple[CheckedClient, Known]:
    """Somebody whose request waits, with a picture and a link that opens it."""
    with cast.world.context():
        asked = intakes.intake_by_reference(cast.known["reference"])
        assert asked is not None
        photograph(cast.world, asked.id, View.crown)
        link = issue(Purpose.request_link, asked.id, until())
    [photo] = [each for each in photographed.photos(cast.world) if each.intake_id == asked.id]
    return photographed.visit(cast.world, asked.id), lambda rule: {
        "id": str(photo.id),
        "size": "picture",
        "token": link,
    }


def _booked(cast: Cast) -> tuple[CheckedClient, Known]:
    """Somebody who has an appointment."""
    with cast.world.context():
        asked = book(arrange(called=" of old"), "another key").intake_id
        assert asked is not None
    return photographed.visit(cast.world, asked), lambda rule: {}


PATIENTS = {"visitor": _visitor, "writer": _writer, "waiting": _waiting, "booked": _booked}
