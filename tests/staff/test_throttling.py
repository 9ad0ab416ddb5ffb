"""SIGN_IN_LIMIT is 10 per 15 minutes here."""

import threading

import pytest
import redis
from sqlalchemy import select

from clinic.core.audit import AuditEntry
from clinic.core.db import db
from clinic.core.settings import settings
from tests.pages import CheckedClient, Page
from tests.staff.person import CODE, PASSWORD, SIGN_IN, Person, send
from tests.world import World

LIMIT = 10
RECOVERY = "/staff/recovery-codes/use/"


def test_an_account_is_closed_for_a_while_after_too_many_wrong_passwords(ada: Person) -> None:
    guesses = [ada.sign_in("not her password", from_address(ada.world, n)).status_code for n in range(LIMIT + 1)]

    assert guesses == [422] * LIMIT + [429]
    assert ada.sign_in(client=from_address(ada.world, 99)).status_code == 429


def test_an_unknown_account_is_limited_just_the_same(world: World) -> None:
    guesses = [
        send(from_address(world, n), SIGN_IN, email="nobody@example.org", password=PASSWORD).status_code
        for n in range(LIMIT + 1)
    ]

    assert guesses == [422] * LIMIT + [429]


def test_one_address_cannot_try_many_accounts(ada: Person) -> None:
    stranger = ada.world.client()
    guesses = [
        send(stranger, SIGN_IN, email=f"guess{number}@example.org", password=PASSWORD).status_code
        for number in range(LIMIT + 1)
    ]

    assert guesses[-1] == 429
    assert ada.sign_in(client=from_address(ada.world, 7)).status_code == 302


def test_the_page_of_a_refusal_is_plain(ada: Person) -> None:
    for number in range(LIMIT):
        ada.sign_in("not her password", from_address(ada.world, number))

    page = Page(ada.sign_in().text)

    assert page.heading == "Too many tries"


def test_signing_in_many_times_is_no_offence(ada: Person) -> None:
    for _ in range(LIMIT + 2):
        assert ada.sign_in(client=ada.world.client()).status_code == 302


def test_signing_in_forgives_earlier_mistakes(ada: Person) -> None:
    for number in range(LIMIT - 1):
        ada.sign_in("not her password", from_address(ada.world, number))
    assert ada.sign_in(client=from_address(ada.world, 50)).status_code == 302

    assert ada.sign_in("not her password", from_address(ada.world, 60)).status_code == 422


@pytest.mark.parametrize("path", [CODE, RECOVERY])
def test_a_second_factor_cannot_be_guessed_for_long(ada: Person, path: str) -> None:
    ada.sign_in()
    ada.set_up_phone()
    thief = ada.world.client()
    ada.sign_in(client=thief)

    guesses = [send(thief, path, code="000000").status_code for _ in range(LIMIT + 1)]

    assert guesses == [422] * LIMIT + [429]


def test_a_fresh_password_does_not_refresh_the_tries_at_the_code(ada: Person) -> None:
    ada.sign_in()
    ada.set_up_phone()
    for number in range(LIMIT // 2):
        thief = from_address(ada.world, number)
        ada.sign_in(client=thief)
        for _ in range(2):
            assert send(thief, CODE, code="000000").status_code == 422

    last = from_address(ada.world, 99)
    ada.sign_in(client=last)
    assert send(last, CODE, code=ada.code()).status_code == 429


def test_guessing_at_the_password_of_an_open_desk_is_limited_too(ada: Person) -> None:
    ada.sign_in()

    guesses = [send(ada.client, "/staff/confirm-password/", password="a guess").status_code for _ in range(LIMIT + 1)]

    assert guesses == [422] * LIMIT + [429]


def test_the_counters_hold_no_address(ada: Person) -> None:
    ada.sign_in("not her password")

    with ada.world.context():
        keys = redis.Redis.from_url(settings().redis_url).keys("*")
    assert keys
    assert not any(b"ada@" in key or b"example" in key for key in keys)


def test_failures_and_the_last_of_them_are_written_down_by_account_id(ada: Person) -> None:
    for number in range(LIMIT + 3):
        ada.sign_in("not her password", from_address(ada.world, number))

    with ada.world.context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.record == f"staff:{ada.account.id}")).all()
    actions = [entry.action for entry in entries]
    assert actions.count("gave_wrong_password") == LIMIT
    assert actions.count("used_up_tries") == 1


@pytest.mark.commits
def test_many_guesses_at_once_are_all_counted(world: World) -> None:
    ada = Person(world)
    ready = [(client, client.page(SIGN_IN)) for client in (from_address(world, n) for n in range(LIMIT + 6))]
    answers: list[int] = []

    def guess(client: CheckedClient, page: Page) -> None:
        answers.append(send(client, SIGN_IN, page, email=ada.email, password="not her password").status_code)

    threads = [threading.Thread(target=guess, args=each) for each in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [422] * LIMIT + [429] * 6


def from_address(world: World, number: int) -> CheckedClient:
    client = world.client()
    client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
    return client
