"""What staff see of pictures: who may, the same grid each time, large and beside earlier ones, and each look noted."""

from http import HTTPStatus

import pytest

from clinic.core import personal_data
from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake.looks import looks_at
from clinic.intake.models import Intake
from clinic.intake.services import Accepted
from clinic.photos import services
from clinic.photos.guide import GUIDE, View
from clinic.photos.personal_data import forget_photos
from clinic.staff.models import Role
from tests.photos.photographed import deeds, photograph, photos, statements, visit
from tests.photos.test_in_form import count
from tests.staff.person import Person
from tests.world import World


@pytest.fixture
def asked(world: World) -> Accepted:
    accepted = world.request()
    photograph(world, accepted.id, View.crown, View.parting, days_ago=60)
    photograph(world, accepted.id, View.crown)
    return accepted


def somebody(world: World, role: Role = Role.trichologist) -> Person:
    person = Person(world, role=role)
    person.sign_in()
    return person


def address(accepted: Accepted, rest: str = "") -> str:
    return f"/staff/intakes/{accepted.reference}/photos/{rest}"


def test_every_view_has_its_row_and_every_set_its_column(world: World, asked: Accepted) -> None:
    page = somebody(world).client.page(address(asked))
    assert [words.strip() for words in page.texts["th"]][3:] == [each.title for each in GUIDE.values()]
    assert len(page.texts["th"]) == 3 + len(GUIDE)
    assert len(page.all("img")) == 3
    assert page.words.count("None") == 2 * len(GUIDE) - 3


def test_a_view_is_seen_large_beside_what_it_was(world: World, asked: Accepted) -> None:
    client = somebody(world).client
    page = client.page(address(asked, "crown/"))
    assert page.heading == f"Crown, {asked.reference}"
    large = [image["src"] for image in page.all("img")]
    assert len(large) == 2
    assert all(client.get(path).data.startswith(b"\xff\xd8\xff") for path in large)
    assert "no photo of this view" in client.page(address(asked, "donor-area/")).words
    assert client.get(address(asked, "nose/")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", Role)
def test_only_who_may_read_answers_sees_pictures_or_hears_of_them(world: World, asked: Accepted, role: Role) -> None:
    client, may = somebody(world, role).client, role in {Role.trichologist, Role.clinician}
    only = photos(world)[0].id
    for rest in ("", "crown/", f"{only}/picture/", f"{only}/thumbnail/"):
        assert client.get(address(asked, rest)).status_code == (HTTPStatus.OK if may else HTTPStatus.FORBIDDEN)
    assert ("See 3 photos" in client.page(f"/staff/intakes/{asked.reference}/").words) is may


def test_the_requests_page_says_when_photos_were_added(world: World, asked: Accepted) -> None:
    page = somebody(world).client.page(f"/staff/intakes/{asked.reference}/")
    assert page.words.count("Added photos") == 2


def test_each_look_is_noted_with_who_and_as_what(world: World, asked: Accepted) -> None:
    person = somebody(world)
    page = person.client.page(address(asked))
    for image in page.all("img"):
        person.client.get(image["src"])
    person.client.get(address(asked, f"{photos(world)[0].id}/picture/"))
    me = (f"staff:{person.account.id}", "trichologist")
    looked = [deed for deed in deeds(world) if deed[0] == me[0]]
    assert looked == [(*me, "saw_thumbnail")] * 3 + [(*me, "saw_picture")]
    with world.context():
        assert [look.in_words for look in looks_at(asked.id)] == ["A trichologist looked at your pictures"]


def test_a_picture_is_answered_so_that_nothing_keeps_frames_or_runs_it(world: World, asked: Accepted) -> None:
    path = address(asked, f"{photos(world)[0].id}/picture/")
    for answer in (
        somebody(world).client.get(path),
        visit(world, asked.id).get(f"/my/photos/{photos(world)[0].id}/picture/"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == 'inline; filename="crown.jpg"'
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.mimetype == "image/jpeg"


def test_a_picture_of_another_request_is_not_found_under_this_one(world: World, asked: Accepted) -> None:
    other = world.request("another key", email="other@example.com")
    client = somebody(world).client
    assert client.get(address(other, f"{photos(world)[0].id}/picture/")).status_code == HTTPStatus.NOT_FOUND
    assert "There are no photos" in client.page(address(other)).words
    with world.context():
        assert looks_at(other.id) == []


def test_what_else_a_picture_may_be_used_for_is_said_at_it(world: World, asked: Accepted) -> None:
    with world.context():
        services.agree(photos(world)[0], {"photo_teaching": True, "photo_publication": False}, PATIENT)
    words = somebody(world).client.page(address(asked)).words
    assert words.count("Care, teaching") == 1
    assert "publication" not in words


def test_the_trail_tells_of_looks_in_words(world: World, asked: Accepted) -> None:
    somebody(world).client.get(address(asked, f"{photos(world)[0].id}/picture/"))
    lead = Person(world, "lead@clinic.example.org", Role.administrator, "Sample Administrator")
    lead.sign_in()
    words = " ".join(lead.client.page("/staff/settings/audit/").words.split())
    assert f"saw a picture (crown) of {asked.reference}" in words


def test_the_grid_costs_the_same_however_many_pictures_there_are(world: World, asked: Accepted) -> None:
    client = somebody(world).client
    client.get(address(asked))
    few = statements(lambda: client.get(address(asked)))
    for days in (50, 40, 30):
        photograph(world, asked.id, *View, days_ago=days)
    assert statements(lambda: client.get(address(asked))) == few


def test_pictures_are_forgotten_with_the_request(world: World, asked: Accepted) -> None:
    assert count(world) == 3 + 6 + 3
    with world.context():
        personal_data.forget(asked.id)
        assert db.session.get(Intake, asked.id) is None
    assert count(world) == 0


def test_the_eraser_forgets_pictures_by_itself(world: World, asked: Accepted) -> None:
    with world.context():
        assert forget_photos(asked.id) == 3
    assert count(world) == 0
