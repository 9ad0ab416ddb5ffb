"""What somebody agreed to ends when they say so, after they read what it means, and takes effect at once."""

import uuid
from http import HTTPStatus

import pytest

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import consents, links, services
from clinic.intake.consents import CONTACT, HEALTH, NEWS, OBJECTED
from clinic.intake.models import Intake
from clinic.notifications.models import State
from clinic.photos import services as photos
from clinic.photos.queries import consents_of
from clinic.photos.services import CARE, PUBLICATION, TEACHING
from clinic.rights.withdrawing import MEANINGS
from clinic.staff.models import Role
from tests.pages import CheckedClient
from tests.photos.photographed import deeds, photograph, visit
from tests.photos.photographed import photos as photos_of
from tests.rights.asked import DATA, press, reference_of, staff
from tests.scheduling.told import ledger, subjects
from tests.world import DESK, PATIENT_EMAIL, QUICK, World

CONSENTS = f"{DATA}consents/"
WORDS = "My hair is thinner than last year."


@pytest.fixture
def asked(world: World) -> uuid.UUID:
    return world.request(marketing=True).id


@pytest.fixture
def own(world: World, asked: uuid.UUID) -> CheckedClient:
    return visit(world, asked)


@pytest.mark.parametrize("key", [HEALTH, CONTACT, NEWS])
def test_what_it_means_is_said_before_and_then_it_is_withdrawn_and_written_down(
    world: World, asked: uuid.UUID, own: CheckedClient, key: str
) -> None:
    words = own.page(f"{CONSENTS}{key}/").words
    assert [sentence for sentence in MEANINGS[key].means if sentence not in words] == []
    page = press(own, f"{CONSENTS}{key}/")
    assert "You have withdrawn this consent" in page.words
    assert f"{CONSENTS}{key}/" not in {link.get("href") for link in page.all("a")}
    with world.context():
        assert not consents.held(asked)[key].is_given
    assert ("patient", "", "consent_withdrawn") in deeds(world, "intake")


def test_without_the_consent_for_health_nobody_is_shown_it_any_more(
    world: World, asked: uuid.UUID, own: CheckedClient
) -> None:
    photograph(world, asked)
    person, _ = staff(world)
    path = f"/staff/intakes/{reference_of(world, asked)}/"
    assert WORDS in person.client.page(path).words
    press(own, f"{CONSENTS}{HEALTH}/")
    page = person.client.page(path)
    assert WORDS not in page.words
    assert "The consent for health information is withdrawn" in page.words
    assert person.client.get(f"{path}photos/").status_code == HTTPStatus.CONFLICT
    photo = photos_of(world)[0]
    assert person.client.get(f"{path}photos/{photo.id}/picture/").status_code == HTTPStatus.CONFLICT
    with world.context():
        kept = db.session.get_one(Intake, asked)
        assert (kept.page_sealed, kept.subject_sealed) == (None, None)


def test_without_the_consent_for_contact_no_email_about_the_request_goes(
    world: World, asked: uuid.UUID, own: CheckedClient
) -> None:
    press(own, f"{CONSENTS}{CONTACT}/")
    world.send_mail()
    assert subjects(world, PATIENT_EMAIL) == []
    assert len(subjects(world, DESK)) == 1
    with world.context():
        assert ledger("intake.received") == [(State.withheld, OBJECTED.reason)]
    person, _ = staff(world, Role.receptionist)
    page = person.client.page(f"/staff/intakes/{reference_of(world, asked)}/")
    assert "They do not want to be contacted" in page.words


def test_what_somebody_asks_for_themselves_still_comes(world: World, own: CheckedClient) -> None:
    press(own, f"{CONSENTS}{CONTACT}/")
    with world.context():
        links.email_new_link(PATIENT_EMAIL)
    world.send_mail()
    assert len(subjects(world, PATIENT_EMAIL)) == 1


def test_a_consent_given_anew_holds_again(world: World, asked: uuid.UUID, own: CheckedClient) -> None:
    press(own, f"{CONSENTS}{HEALTH}/")
    with world.context():
        services.add_answers(asked, QUICK, 1, PATIENT)
        assert consents.without(HEALTH, [asked]) == set()


@pytest.mark.parametrize("key", [TEACHING, PUBLICATION])
def test_a_wider_use_ends_for_every_photo(world: World, asked: uuid.UUID, own: CheckedClient, key: str) -> None:
    photograph(world, asked)
    with world.context():
        for photo in photos_of(world):
            photos.agree(photo, {TEACHING: True, PUBLICATION: True}, PATIENT)
    press(own, f"{CONSENTS}{key}/")
    with world.context():
        held = consents_of([photo.id for photo in photos_of(world)])
    assert {each.key for each in held.values() if each.is_given} == {CARE, TEACHING, PUBLICATION} - {key}


def test_without_the_consent_for_care_every_photo_is_deleted(
    world: World, asked: uuid.UUID, own: CheckedClient
) -> None:
    photograph(world, asked)
    press(own, f"{CONSENTS}{CARE}/")
    assert photos_of(world) == []


def test_what_is_no_consent_cannot_be_withdrawn(own: CheckedClient) -> None:
    assert own.get(f"{CONSENTS}emerg_ack/").status_code == HTTPStatus.NOT_FOUND
