"""The library's weak defaults, each put right."""

import time
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine

from clinic.core.clock import utcnow
from clinic.core.extensions import limiter
from clinic.staff.security import FRESH
from tests.pages import Page
from tests.staff.hashing import IN_EARNEST, hashing
from tests.staff.person import PASSWORD, SIGN_IN, Person, send
from tests.world import World

SETUP = "/staff/second-factor/"


def test_signing_in_opens_the_staff_pages(ada: Person) -> None:
    assert ada.sign_in().headers["Location"] == "/staff/"
    assert ada.is_signed_in()


def test_an_address_may_be_typed_in_capitals(ada: Person) -> None:
    answer = send(ada.client, SIGN_IN, email="  Ada@Clinic.Example.ORG ", password=PASSWORD)

    assert answer.headers["Location"] == "/staff/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(ada: Person, elsewhere: str) -> None:
    answer = ada.sign_in(back=elsewhere)

    leads_to = urlsplit(urljoin("http://localhost/", answer.headers.get("Location", "")))
    assert (leads_to.scheme, leads_to.netloc) == ("http", "localhost")


def test_a_copied_cookie_is_worth_nothing_after_signing_out(ada: Person, world: World) -> None:
    ada.sign_in()
    thief = world.client()
    copied = ada.client.get_cookie("session")
    assert copied is not None
    thief.set_cookie("session", copied.value)
    assert ada.is_signed_in(thief)

    signed_out = send(ada.client, "/staff/sign-out/", ada.client.page("/staff/account/"))

    assert signed_out.headers["Location"] == SIGN_IN
    assert not ada.is_signed_in()
    assert not ada.is_signed_in(thief)


def test_a_link_signs_nobody_out(ada: Person) -> None:
    ada.sign_in()

    assert ada.client.get("/staff/sign-out/").status_code == 405
    assert ada.is_signed_in()


def test_signing_out_without_the_token_asks_first(ada: Person) -> None:
    ada.sign_in()

    answer = ada.client.post("/staff/sign-out/")

    assert Page(answer.text).heading == "Sign out"
    assert ada.is_signed_in()
    send(ada.client, "/staff/sign-out/", Page(answer.text))
    assert not ada.is_signed_in()


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(ada: Person, world: World) -> None:
    unknown = send(world.client(), SIGN_IN, email="nobody@example.org", password=PASSWORD)
    wrong = send(world.client(), SIGN_IN, email=ada.email, password="not her password")

    assert unknown.status_code == wrong.status_code == 422
    assert "is not right" in wrong.text
    assert without_tokens(unknown.text, "nobody@example.org") == without_tokens(wrong.text, ada.email)


def test_an_unknown_address_takes_as_long_as_a_known_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.app.extensions["security"], "pwd_context", hashing(world.app, IN_EARNEST))
    ada = Person(world)
    times = [(seconds(world, ada.email), seconds(world, "nobody@example.org")) for _ in range(4)]
    known, unknown = (min(each) for each in zip(*times, strict=True))

    assert 1 / 3 < unknown / known < 3  # a password is hashed either way; without, it were a tenth


def test_a_disabled_account_is_answered_like_a_wrong_password(ada: Person, world: World) -> None:
    world.app.test_cli_runner().invoke(args=["staff", "disable", ada.email])

    answer = ada.sign_in()

    assert answer.status_code == 422
    assert "The email address or the password is not right." in answer.text


def test_disabling_an_account_ends_its_sessions(ada: Person, world: World) -> None:
    ada.sign_in()

    world.app.test_cli_runner().invoke(args=["staff", "disable", ada.email])

    assert not ada.is_signed_in()


def test_a_factor_changes_only_after_a_fresh_password(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        assert ada.client.get(SETUP).status_code == 200
        clock.shift(FRESH.total_seconds() + 1)

        stale = ada.client.get(SETUP)
        assert stale.headers["Location"] == f"/staff/confirm-password/?next={SETUP}"

        confirmed = send(ada.client, stale.headers["Location"], password=PASSWORD)
        assert confirmed.headers["Location"] == SETUP
        assert ada.client.get(SETUP).status_code == 200


def test_recovery_codes_are_made_only_after_a_fresh_password(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        clock.shift(FRESH.total_seconds() + 1)

        assert "confirm-password" in ada.client.get("/staff/recovery-codes/").headers["Location"]


@pytest.mark.parametrize("closed", ["register", "reset", "confirm", "us-signin", "staff/second-factor/rescue/"])
def test_what_the_library_offers_besides_is_closed(ada: Person, closed: str) -> None:
    assert ada.client.get(f"/{closed}").status_code == 404


def test_nobody_is_known_by_a_token(ada: Person, world: World) -> None:
    with world.app.test_request_context():
        token = ada.account.get_auth_token()  # type: ignore[attr-defined]  # Flask-Security adds it
    stranger = world.client()

    assert stranger.get(f"/staff/account/?auth_token={token}").status_code == 302
    assert stranger.get("/staff/account/", headers={"Authentication-Token": token}).status_code == 302


def test_no_page_answers_in_json(ada: Person) -> None:
    answer = ada.client.post(
        SIGN_IN, json={"email": ada.email, "password": PASSWORD}, headers={"Accept": "application/json"}
    )

    assert answer.mimetype == "text/html"
    assert not ada.is_signed_in()


def test_public_pages_know_nothing_of_sessions(ada: Person) -> None:
    ada.sign_in()

    for client in (ada.client, ada.world.client()):
        answer = client.get("/")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_password_is_kept_as_argon2id(ada: Person) -> None:
    assert ada.account.password.startswith("$argon2id$")


@pytest.mark.parametrize(
    "typed", ["\x00", "a" * 5000, "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")]
)
def test_odd_input_is_refused_like_any_other(ada: Person, typed: str) -> None:
    assert ada.sign_in(password=typed).status_code == 422
    assert send(ada.world.client(), SIGN_IN, email=f"{typed}@example.org", password=PASSWORD).status_code == 422


def seconds(world: World, email: str) -> float:
    with world.context():
        limiter.reset()
    client = world.client()
    page = client.page(SIGN_IN)
    begun = time.perf_counter()
    send(client, SIGN_IN, page, email=email, password="not the password")
    return time.perf_counter() - begun


def without_tokens(html: str, email: str) -> str:
    page = Page(html)
    for token in page.values().values():
        html = html.replace(token, "") if token else html
    return html.replace(email, "")
