"""Pictures among the steps of the form: some, all or none, and what becomes of them."""

import io
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import drafts
from clinic.intake.models import Draft, Intake
from clinic.photos import queries, storage
from clinic.photos.faults import IN_WORDS, Fault
from clinic.photos.guide import GUIDE, View
from clinic.photos.models import Photo, PhotoConsent, PhotoContent, Size
from clinic.privacy.wording import current
from tests.intake.filling import ABOUT, post, skip_to_check
from tests.pages import CheckedClient, Page
from tests.photos import pictures
from tests.photos.photographed import deeds, photos
from tests.photos.pictures import hair, metadata_in, photo, saved
from tests.world import World

PHOTOS = "/consultation/photos/"
CHECK = "/consultation/check/"


@pytest.fixture
def begun(client: CheckedClient) -> CheckedClient:
    post(client, "about-you", ABOUT)
    return client


def send(client: CheckedClient, path: str = PHOTOS, page: Page | None = None, **sent: str | bytes) -> TestResponse:
    """Send files by view, and the words of other fields; with the consent unless it is said to be empty."""
    fields = {"photo_care": "y", **{name: value for name, value in sent.items() if isinstance(value, str)}}
    files = {name: file(value) for name, value in sent.items() if isinstance(value, bytes)}
    empty = {view.value: file(name="") for view in View if view not in files}
    hidden = (page or client.page(path)).values()
    return post_all(client, path, {**hidden, **{name: word for name, word in fields.items() if word}, **empty, **files})


def file(content: bytes = b"", name: str = "a.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


def post_all(client: CheckedClient, path: str, data: dict[str, Any]) -> TestResponse:
    """Post words and files without a file of the test client's own."""
    boundary, body = encode_multipart(data)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def draft(world: World) -> Draft:
    with world.context():
        return db.session.scalars(select(Draft)).one()


def count(world: World) -> int:
    with world.context():
        return sum(
            db.session.scalar(select(func.count()).select_from(k)) or 0 for k in (Photo, PhotoContent, PhotoConsent)
        )


def test_the_step_before_leads_to_the_photos_and_they_lead_on(world: World, begun: CheckedClient) -> None:
    with world.context():
        skip_to_check(draft(world).id)
    begun.get(CHECK)
    answer = post(begun, "pattern", {})
    assert answer.location == PHOTOS
    assert send(begun, photo_care="").location == "/consultation/go-on/"
    assert begun.get("/consultation/go-on/").location == CHECK
    assert post(begun, "pattern", {}).location == CHECK


def test_all_views_are_shown_each_with_advice_and_two_ways(begun: CheckedClient) -> None:
    page = begun.page(PHOTOS)
    files = [field for field in page.all("input") if field.get("type") == "file"]
    assert [field["name"] for field in files] == [view for view in View for _ in range(2)]
    assert ["capture" in field for field in files] == [True, False] * len(View)
    assert all("image/heic" in field["accept"] for field in files)
    assert all(each.title in page.words and each.advice in page.words for each in GUIDE.values())


def test_pictures_of_every_kind_are_kept_at_once_without_what_stood_in_them(world: World, begun: CheckedClient) -> None:
    kinds: dict[str, Any] = {
        "crown": photo("HEIF"),
        "parting": photo("PNG"),
        "front_hairline": photo("WEBP"),
        "donor_area": photo(),
    }
    assert send(begun, **kinds).location == "/consultation/go-on/"
    kept = photos(world)
    assert {each.view for each in kept} == set(kinds)
    with world.context():
        for each in kept:
            assert metadata_in(storage.get(each.id, Size.picture)) == set()
            assert pictures.opened(storage.get(each.id, Size.thumbnail)).size == (320, 240)
    assert deeds(world) == [("patient", "", "added")] * 4


def test_what_is_stored_is_sealed(world: World, begun: CheckedClient) -> None:
    send(begun, crown=photo())
    with world.context():
        rows = db.session.execute(select(PhotoContent.content_sealed)).scalars().all()
        clear = storage.get(photos(world)[0].id, Size.picture)
    assert len(rows) == 2
    for row in rows:
        assert not row.startswith(b"\xff\xd8")
        assert clear[200:260] not in row


def test_care_is_agreed_to_in_the_words_on_the_screen(world: World, begun: CheckedClient) -> None:
    assert begun.page(PHOTOS).field("photo_care").get("checked") is None
    send(begun, crown=photo())
    with world.context():
        [consent] = db.session.scalars(select(PhotoConsent)).all()
    wording = current("photo_care")
    assert (consent.key, consent.is_given) == ("photo_care", True)
    assert (consent.wording_version, consent.wording_hash) == (wording.version, wording.hash)


def test_nothing_is_kept_without_the_consent_and_going_on_needs_none(world: World, begun: CheckedClient) -> None:
    answer = send(begun, crown=photo(), photo_care="")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tick the box to let us keep your pictures" in answer.text
    assert count(world) == 0
    assert send(begun, photo_care="").location == "/consultation/go-on/"


def test_one_that_is_unfit_is_said_why_and_the_others_are_kept(world: World, begun: CheckedClient) -> None:
    answer = send(begun, crown=photo(), parting=pictures.DARK, donor_area=pictures.SVG)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = Page(answer.text)
    assert page.title.startswith("Error:")
    assert f"Parting: {IN_WORDS[Fault.too_dark]}" in page.words
    assert f"Back of the head: {IN_WORDS[Fault.no_picture]}" in page.words
    assert [each.view for each in photos(world)] == [View.crown]
    assert send(begun, page=page, photo_care="").location == "/consultation/go-on/"


def test_a_dark_picture_is_taken_when_nothing_better_can_be_had(world: World, begun: CheckedClient) -> None:
    assert "Take my pictures even if" not in begun.get(PHOTOS).text
    page = Page(send(begun, crown=pictures.DARK).text)
    assert "Take my pictures even if" in page.words
    assert send(begun, page=page, crown=pictures.DARK, as_they_are="y").status_code == HTTPStatus.SEE_OTHER
    assert len(photos(world)) == 1


def test_a_new_picture_takes_the_place_of_the_old_one(world: World, begun: CheckedClient) -> None:
    send(begun, crown=photo(), parting=photo())
    send(begun, crown=saved(hair((1000, 700))))
    assert [(each.view, each.width) for each in photos(world)] == [(View.crown, 1000), (View.parting, 800)]
    assert count(world) == 2 + 4 + 2


def test_who_wants_to_see_them_stays_and_may_delete_one(world: World, begun: CheckedClient) -> None:
    assert send(begun, crown=photo(), stay="1").location == PHOTOS
    page = begun.page(PHOTOS)
    [image] = page.all("img")
    answer = begun.get(image["src"])
    assert (answer.status_code, answer.mimetype) == (HTTPStatus.OK, "image/jpeg")
    [button] = [each for each in page.all("button") if "formaction" in each]
    assert begun.post(button["formaction"], data=page.values()).location == PHOTOS
    assert count(world) == 0
    assert [action for _, _, action in deeds(world)] == ["added", "saw_thumbnail", "removed"]


def test_a_picture_of_another_form_is_not_found_and_not_deleted(world: World, begun: CheckedClient) -> None:
    send(begun, crown=photo())
    [theirs], stranger = photos(world), world.client()
    assert stranger.get(f"{PHOTOS}{theirs.id}/picture/").status_code == HTTPStatus.NOT_FOUND
    post(stranger, "about-you", ABOUT)
    assert stranger.get(f"{PHOTOS}{theirs.id}/picture/").status_code == HTTPStatus.NOT_FOUND
    stranger.post(f"{PHOTOS}{theirs.id}/remove/", data=stranger.page(PHOTOS).values())
    assert len(photos(world)) == 1


def test_the_pictures_become_the_requests(world: World, begun: CheckedClient) -> None:
    send(begun, crown=photo(), parting=photo())
    with world.context():
        skip_to_check(draft(world).id)
    check = begun.page(CHECK)
    assert "Crown" in check.words
    assert begun.post(CHECK, data=check.values()).location == "/consultation/sent/"
    with world.context():
        intake = db.session.scalars(select(Intake)).one()
        [only] = queries.sets_of(intake.id)
    assert (only.number, set(only.photos)) == (1, {View.crown, View.parting})
    assert all(each.draft_id is None for each in photos(world))
    assert begun.get(f"{PHOTOS}{photos(world)[0].id}/picture/").status_code == HTTPStatus.NOT_FOUND


def test_the_check_page_says_that_there_are_none(world: World, begun: CheckedClient) -> None:
    with world.context():
        skip_to_check(draft(world).id)
    page = begun.page(CHECK)
    assert "Photos of your hair" in page.words
    assert any(link.get("href") == PHOTOS for link in page.all("a"))


def test_pictures_go_with_a_form_that_is_discarded_or_expires(world: World, begun: CheckedClient) -> None:
    send(begun, crown=photo())
    assert count(world) == 4
    with world.context():
        drafts.discard(draft(world).id)
    assert count(world) == 0
    post(begun, "about-you", ABOUT)
    send(begun, crown=photo())
    with time_machine.travel(utcnow() + timedelta(days=15)), world.context():
        drafts.purge_expired()
    assert count(world) == 0


def test_without_a_form_begun_nothing_is_taken(world: World, client: CheckedClient) -> None:
    assert client.get(PHOTOS).location == "/consultation/go-on/"
    files = {"crown": file(photo())}
    assert post_all(client, PHOTOS, files).location == "/consultation/go-on/"
    assert count(world) == 0


def test_more_than_can_be_taken_at_once_is_said_so(world: World, begun: CheckedClient) -> None:
    page = begun.page(PHOTOS)
    files = {view.value: file(bytes(11 * 1024 * 1024)) for view in View}
    answer = post_all(begun, PHOTOS, {**page.values(), **files})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "Send two or three at a time." in Page(answer.text).words


def test_only_these_forms_may_be_as_large(begun: CheckedClient) -> None:
    answer = post_all(begun, "/consultation/quick/", {"message": file(bytes(1024 * 1024 + 1))})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_form_sends_pictures_forty_times_an_hour(world: World, begun: CheckedClient) -> None:
    page = begun.page(PHOTOS)
    for _ in range(40):
        assert send(begun, page=page, crown=photo(), photo_care="").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = send(begun, page=page, crown=photo())
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Many pictures have come from here within an hour." in answer.text
    assert count(world) == 0
    assert send(begun, page=page, photo_care="").location == "/consultation/go-on/"


def test_an_unsigned_form_keeps_nothing(world: World, begun: CheckedClient) -> None:
    answer = send(begun, crown=photo(), csrf_token="another")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert count(world) == 0
