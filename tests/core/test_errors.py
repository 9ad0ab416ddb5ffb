"""Pages about errors: they say what happened and what to do next, whatever else is broken."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, InternalServerError, default_exceptions

from clinic.core.error_words import WORDS
from clinic.core.errors import AWAY_SECONDS, Refusal
from clinic.intake import tokens
from clinic.staff import sessions
from tests.pages import CheckedClient, Page
from tests.staff.person import Person
from tests.world import World

ANY_PAGE = "/my/a-token/"
AWAY = OperationalError("", {}, Exception())
PHONE = "tel:02079460018"


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def meets(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """Let the page at ANY_PAGE fail."""
    monkeypatch.setattr(tokens, "subject_of", raising(fault))


def raising(fault: Exception) -> Any:
    def broken(*_: object, **__: object) -> Any:
        raise fault

    return broken


def addresses(page: Page) -> set[str]:
    return {link["href"] for link in page.all("a") if "href" in link}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_a_page_about_an_error_helps(client: CheckedClient, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    meets(monkeypatch, default_exceptions[code]())
    answer = client.get(ANY_PAGE)
    page = Page(answer.text)
    assert answer.status_code == code
    assert page.heading == WORDS[code].title
    assert page.title.startswith(WORDS[code].title)
    assert WORDS[code].happened in page.words
    assert all(advice in page.words for advice in WORDS[code].advice)
    assert {PHONE, "tel:999", "/", "/consultation/quick/"} <= addresses(page)
    assert f"error {code}" in page.words
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("code", "method", "path", "sent"),
    [
        (403, "POST", "/consultation/quick/", {"headers": {"Sec-Fetch-Site": "cross-site"}}),
        (404, "GET", "/nowhere/", {}),
        (404, "GET", "/static/nothing.css", {}),
        (404, "GET", "/consultation/no-such-step/", {}),
        (405, "POST", "/privacy/", {}),
        (410, "GET", "/my/an-old-link/", {}),
        (413, "POST", "/consultation/quick/", {"data": {"message": "much " * 500_000}}),
        (415, "POST", "/consultation/quick/", {"json": {}}),
    ],
)
def test_what_goes_wrong_is_said_in_its_own_words(
    client: CheckedClient, code: int, method: str, path: str, sent: dict[str, Any]
) -> None:
    answer = client.open(path, method=method, **sent)
    assert answer.status_code == code
    assert Page(answer.text).heading == WORDS[code].title
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("fault", "code"), [(Refusal(), 409), (ValueError("private"), 500), (AWAY, 503), (InternalServerError(), 500)]
)
def test_a_fault_of_ours_is_said_without_its_words(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: int
) -> None:
    meets(monkeypatch, fault)
    answer = client.get(ANY_PAGE)
    assert answer.status_code == code
    assert Page(answer.text).heading == WORDS[code].title
    assert "private" not in answer.text


def test_an_error_without_words_of_its_own_gets_the_nearest(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    meets(monkeypatch, default_exceptions[418]())
    assert client.page(ANY_PAGE, 418).heading == WORDS[400].title
    meets(monkeypatch, default_exceptions[501]())
    assert client.page(ANY_PAGE, 501).heading == WORDS[500].title


def test_a_wrong_method_names_the_right_ones(client: CheckedClient) -> None:
    assert "GET" in client.post("/privacy/").headers["Allow"]


@pytest.mark.parametrize(("path", "code"), [("/nowhere/", 404), (ANY_PAGE, 503)])
def test_who_is_signed_in_sees_the_page_with_the_database_away(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch, path: str, code: int
) -> None:
    assert Person(world).sign_in(client=client).status_code == 302
    monkeypatch.setattr(sessions, "live", raising(AWAY))
    meets(monkeypatch, AWAY)
    assert client.page(path, code).heading == WORDS[code].title


def test_a_page_about_an_error_asks_no_context_processor(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.app.template_context_processors, None, [raising(AWAY)])
    meets(monkeypatch, ValueError())
    assert PHONE in addresses(client.page(ANY_PAGE, 500))
    assert client.page(ANY_PAGE, 500).all("nav")


@pytest.mark.parametrize("fault", [BadRequest(), Forbidden(), ValueError(), AWAY])
def test_a_plain_page_stands_in_when_no_page_can_be_rendered(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setitem(world.app.jinja_env.globals, "url_for", raising(RuntimeError()))
    meets(monkeypatch, fault)
    code = (fault.code or 500) if isinstance(fault, HTTPException) else 503 if fault is AWAY else 500
    answer = client.get(ANY_PAGE)
    page = Page(answer.text)
    assert answer.status_code == code
    assert page.heading == WORDS[code].title
    assert page.title == f"{WORDS[code].title} – The Hair Clinic"
    assert all(advice in page.words for advice in WORDS[code].advice)
    assert addresses(page) == {PHONE, "tel:999", "/", "/consultation/quick/", "/treatments/"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_plain_page_shows_names_as_they_are_and_the_email_without_a_telephone(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = replace(world.app.extensions["settings"], clinic_name="Hair & <Scalp>", clinic_phone="")
    monkeypatch.setitem(world.app.extensions, "settings", odd)
    monkeypatch.setitem(world.app.jinja_env.globals, "url_for", raising(RuntimeError()))
    page = client.page("/nowhere/", 404)
    assert page.title == "Page not found – Hair & <Scalp>"
    assert "mailto:desk@clinic.example.org" in addresses(page)


def test_staff_are_led_back_to_their_requests(client: CheckedClient) -> None:
    page = client.page("/staff/nowhere/", 404)
    assert "/staff/" in addresses(page)
    assert "Or go on from here" not in page.words


def test_what_is_away_says_when_to_try_again(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    meets(monkeypatch, AWAY)
    assert client.get(ANY_PAGE).headers["Retry-After"] == str(AWAY_SECONDS)


def test_too_many_tries_says_how_long_to_wait(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(world.app.extensions["settings"], intake_limit_per_address="1 per hour")
    few = replace(few, draft_limit_per_address="1 per hour")
    monkeypatch.setitem(world.app.extensions, "settings", few)
    client.post("/consultation/quick/", data=world.quick_form(client))
    more = client.page("/consultation/sent/").values()
    client.post("/consultation/more/", data=more)
    page = client.post("/consultation/more/", data=more)
    again = client.post("/consultation/quick/", data=world.quick_form(client, message="Something else."))
    assert (page.status_code, again.status_code) == (429, 429)
    assert "You can try again in about 60 minutes." in page.text
    for answer in (page, again):
        assert 3590 < int(answer.headers["Retry-After"]) <= 3601


def test_a_limit_that_is_not_counted_here_says_nothing_it_does_not_know(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    meets(monkeypatch, default_exceptions[429]())
    answer = client.get(ANY_PAGE)
    assert "Wait a few minutes" in answer.text
    assert "Retry-After" not in answer.headers
