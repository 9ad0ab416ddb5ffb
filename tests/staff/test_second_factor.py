import threading
from datetime import timedelta

import pytest
import time_machine

from clinic.core.clock import utcnow
from tests.pages import Page
from tests.staff.person import CODE, Person, send
from tests.world import World

RECOVERY = "/staff/recovery-codes/use/"
STEP = timedelta(seconds=30)


@pytest.fixture
def phone(ada: Person) -> Person:
    """Ada, who has set up her phone at her first sign-in, and kept her recovery codes."""
    ada.sign_in()
    ada.set_up_phone()
    return ada


def test_a_person_without_a_phone_sets_it_up_before_anything_else(ada: Person, second_factor_required: None) -> None:
    assert ada.sign_in().headers["Location"] == "/staff/second-factor/"
    assert not ada.is_signed_in()

    assert ada.set_up_phone().headers["Location"] == "/staff/"
    assert ada.client.get("/staff/account/").headers["Location"] == "/staff/recovery-codes/"

    ada.recovery_codes()
    assert ada.is_signed_in()


def test_an_old_session_without_a_phone_is_sent_to_set_it_up(ada: Person, request: pytest.FixtureRequest) -> None:
    ada.sign_in()
    request.getfixturevalue("second_factor_required")

    assert ada.client.get("/staff/account/").headers["Location"] == "/staff/second-factor/"


def test_the_picture_to_scan_says_what_the_key_says(ada: Person) -> None:
    ada.sign_in()
    page = Page(send(ada.client, "/staff/second-factor/", setup="authenticator").text)

    assert page.all("img")[0]["src"].startswith("data:image/svg+xml;base64,")
    assert ada.email in page.words


def test_a_password_alone_is_not_enough(phone: Person, world: World) -> None:
    elsewhere = world.client()

    assert phone.sign_in(client=elsewhere).headers["Location"].startswith(CODE)
    assert not phone.is_signed_in(elsewhere)


def test_a_code_works_once(phone: Person, world: World) -> None:
    with time_machine.travel(utcnow() + 3 * STEP, tick=True):
        first, second = world.client(), world.client()
        code = phone.code()
        phone.sign_in(client=first)
        assert send(first, CODE, code=code).headers["Location"] == "/staff/"

        phone.sign_in(client=second)
        again = send(second, CODE, code=code)

    assert again.status_code == 422
    assert "not right, or was used" in again.text
    assert not phone.is_signed_in(second)


def test_the_code_that_set_up_the_phone_is_spent_too(phone: Person, world: World) -> None:
    elsewhere = world.client()
    phone.sign_in(client=elsewhere)

    assert send(elsewhere, CODE, code=phone.code()).status_code == 422


def test_a_new_phone_can_replace_the_old_at_once(phone: Person, world: World) -> None:
    phone.recovery_codes()
    with time_machine.travel(utcnow() + 3 * STEP, tick=True):
        old = phone.phone
        send(phone.client, "/staff/sign-out/", phone.client.page("/staff/account/"))
        phone.sign_in()
        send(phone.client, CODE, code=phone.code())

        assert phone.set_up_phone().headers["Location"] == "/staff/account/"

    assert phone.phone.base32_key != old.base32_key


def test_a_code_of_two_minutes_ago_is_too_old(phone: Person, world: World) -> None:
    with time_machine.travel(utcnow() + 10 * STEP, tick=True) as clock:
        code = phone.code()
        clock.shift(4 * STEP)
        phone.sign_in(client=(elsewhere := world.client()))

        assert send(elsewhere, CODE, code=code).status_code == 422


def test_a_code_may_be_typed_in_groups(phone: Person, world: World) -> None:
    with time_machine.travel(utcnow() + 3 * STEP, tick=True):
        elsewhere = world.client()
        phone.sign_in(client=elsewhere)
        code = phone.code()

        assert send(elsewhere, CODE, code=f" {code[:3]} {code[3:]} ").headers["Location"] == "/staff/"


def test_a_session_begun_before_the_phone_was_set_up_cannot_set_up_another(
    ada: Person, world: World, second_factor_required: None
) -> None:
    thief = world.client()
    ada.sign_in(client=thief)
    assert "second-factor" in ada.sign_in().headers["Location"]
    ada.set_up_phone()

    answer = thief.get("/staff/second-factor/")

    assert answer.headers["Location"] == "/staff/sign-in/"


def test_setting_up_a_phone_ends_the_other_sessions_and_not_this_one(ada: Person, world: World) -> None:
    elsewhere = world.client()
    ada.sign_in(client=elsewhere)
    ada.sign_in()

    ada.set_up_phone()
    ada.recovery_codes()

    assert ada.is_signed_in()
    assert not ada.is_signed_in(elsewhere)


def test_the_phone_can_be_turned_off_where_it_is_not_required(phone: Person) -> None:
    send(phone.client, "/staff/second-factor/", setup="disable")

    assert not phone.account.has_second_factor


def test_the_phone_cannot_be_turned_off_where_it_is_required(phone: Person, second_factor_required: None) -> None:
    answer = send(phone.client, "/staff/second-factor/", setup="disable")

    assert answer.status_code == 422
    assert phone.account.has_second_factor


def test_the_secret_is_stored_encrypted(phone: Person) -> None:
    assert phone.phone.base32_key.encode() not in (phone.account.sealed_totp_secret or b"")
    with phone.world.context():
        assert phone.phone.base32_key in str(phone.account.tf_totp_secret)


def test_recovery_codes_are_stored_as_hashes_with_their_own_salt(phone: Person) -> None:
    codes = phone.recovery_codes()

    stored = phone.account.mf_recovery_codes
    assert len(codes) == len(stored) == 8
    assert all(each.startswith("$argon2id$") for each in stored)
    assert len({each.split("$")[4] for each in stored}) == 8
    assert not any(code in each for code in codes for each in stored)


def test_recovery_codes_are_shown_once(phone: Person) -> None:
    codes = phone.recovery_codes()

    page = phone.client.page("/staff/recovery-codes/")
    assert not any(code in page.words for code in codes)
    assert "You have 8 left" in page.words


def test_a_recovery_code_works_once(phone: Person, world: World) -> None:
    code = phone.recovery_codes()[3]
    first, second = world.client(), world.client()

    phone.sign_in(client=first)
    assert send(first, RECOVERY, code=code.upper().replace("-", " ")).headers["Location"] == "/staff/"
    assert len(phone.account.mf_recovery_codes) == 7

    phone.sign_in(client=second)
    assert send(second, RECOVERY, code=code).status_code == 422
    assert not phone.is_signed_in(second)


def test_new_recovery_codes_replace_the_old(phone: Person, world: World) -> None:
    old = phone.recovery_codes()[0]
    phone.recovery_codes()

    elsewhere = world.client()
    phone.sign_in(client=elsewhere)
    assert send(elsewhere, RECOVERY, code=old).status_code == 422


def test_the_second_step_needs_the_first(ada: Person) -> None:
    for path in (CODE, RECOVERY, "/staff/second-factor/"):
        assert ada.client.get(path).headers["Location"] == "/staff/sign-in/"


def test_a_code_is_spent_even_for_a_request_that_looked_before(phone: Person) -> None:
    codes = phone.world.app.extensions["security"].totp_factory
    with time_machine.travel(utcnow() + 3 * STEP, tick=True), phone.world.app.test_request_context():
        first, second = phone.account, phone.account
        assert first is not second

        assert codes.verify_totp(phone.code(), first.tf_totp_secret, first, 30)
        assert not codes.verify_totp(phone.code(), first.tf_totp_secret, second, 30)


def test_a_recovery_code_is_spent_even_for_a_request_that_looked_before(phone: Person) -> None:
    code = phone.recovery_codes()[0]
    codes = phone.world.app.extensions["security"].mf_recovery_codes_util
    with phone.world.app.test_request_context():
        first, second = phone.account, phone.account

        assert codes.check_recovery_code(first, code)
        assert not codes.check_recovery_code(second, code)


@pytest.mark.commits
@pytest.mark.parametrize("path", [CODE, RECOVERY])
def test_one_code_sent_many_times_at_once_signs_in_once(world: World, path: str) -> None:
    ada = Person(world)
    ada.sign_in()
    ada.set_up_phone()
    recovery = ada.recovery_codes()[0]
    with time_machine.travel(utcnow() + 3 * STEP, tick=True):
        code = ada.code() if path == CODE else recovery
        ready = [(client, client_page(ada, client, path)) for client in (world.client() for _ in range(6))]
        answers: list[int] = []

        def attempt(client: object, page: Page) -> None:
            answers.append(send(client, path, page, code=code).status_code)  # type: ignore[arg-type]  # any client

        threads = [threading.Thread(target=attempt, args=each) for each in ready]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(answers) == [302, 422, 422, 422, 422, 422]


def client_page(person: Person, client: object, path: str) -> Page:
    person.sign_in(client=client)  # type: ignore[arg-type]  # any client
    return Page(client.get(path).text)  # type: ignore[attr-defined]  # any client


def test_the_codes_of_one_person_say_nothing_of_another(world: World) -> None:
    ada, ben = Person(world), Person(world, "ben@clinic.example.org")
    for person in (ada, ben):
        person.sign_in()
        person.set_up_phone()
    codes = ada.recovery_codes()

    elsewhere = world.client()
    ben.sign_in(client=elsewhere)

    assert send(elsewhere, RECOVERY, code=codes[0]).status_code == 422
