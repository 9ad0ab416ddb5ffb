"""The full form without a browser: its order, its errors, and that no word is lost."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from clinic.core.db import db, transaction
from clinic.intake import queries, tokens
from clinic.intake.models import Draft, Purpose
from clinic.intake.routes import finishing, steps
from tests.intake.filling import ABOUT, SAFE, post
from tests.pages import CheckedClient, Page
from tests.world import World


def test_a_step_leads_to_the_next(begun: CheckedClient) -> None:
    assert begun.get("/consultation/go-on/").headers["Location"] == "/consultation/safety/"


def test_a_later_step_cannot_be_opened_before_its_time(client: CheckedClient) -> None:
    assert client.get("/consultation/consent/").headers["Location"] == "/consultation/about-you/"


def test_the_check_page_cannot_be_opened_before_everything_is_answered(begun: CheckedClient) -> None:
    assert begun.get("/consultation/check/").headers["Location"] == "/consultation/safety/"


def test_going_back_shows_what_was_answered(begun: CheckedClient) -> None:
    page = begun.page("/consultation/about-you/")
    assert page.field("name")["value"] == "Sample Patient"
    assert page.field("dob-year")["value"] == "1980"


def test_a_missing_answer_is_named_and_the_others_are_kept(client: CheckedClient) -> None:
    answer = post(client, "about-you", {**ABOUT, "name": ""})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert "There is a problem" in page.words
    assert page.field("dob-year")["value"] == "1980"


def test_a_date_that_is_not_real_comes_back_as_typed(client: CheckedClient) -> None:
    page = Page(post(client, "about-you", {**ABOUT, "dob-day": "31", "dob-month": "2"}).text)
    assert "real date" in page.words
    assert page.field("dob-day")["value"] == "31"


def test_somebody_under_18_is_asked_for_an_adult(client: CheckedClient) -> None:
    answer = post(client, "about-you", {**ABOUT, "dob-year": "2012"})
    assert answer.headers["Location"] == "/consultation/adult/"


@pytest.mark.parametrize(("answer", "words"), [("now", "999"), ("thoughts", "Samaritans")])
def test_an_urgent_answer_shows_at_once_what_to_do(begun: CheckedClient, answer: str, words: str) -> None:
    reply = post(begun, "safety", {**SAFE, "safety1": answer})
    assert reply.headers["Location"] == "/consultation/care/"
    page = begun.page("/consultation/care/")
    assert words in page.words
    assert "Carry on with your request" in page.words


def test_a_safe_answer_goes_straight_on(begun: CheckedClient) -> None:
    assert post(begun, "safety", SAFE).headers["Location"] == "/consultation/contact/"


def test_none_of_these_cannot_stand_beside_one_of_these(begun: CheckedClient) -> None:
    answer = post(begun, "safety", {**SAFE, "safety2": ["none", "low_mood"]})
    assert answer.status_code == 422


def test_a_page_open_for_too_long_loses_no_word(client: CheckedClient) -> None:
    answer = client.post("/consultation/about-you/", data=ABOUT)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert "open for a long time" in page.words
    assert page.field("name")["value"] == "Sample Patient"
    fresh = page.values()
    assert client.post("/consultation/about-you/", data={**ABOUT, **fresh}).status_code == 303


def test_answers_are_kept_encrypted_under_a_cookie_that_scripts_cannot_read(
    world: World, client: CheckedClient
) -> None:
    reply = post(client, "about-you", ABOUT)
    cookie = next(value for value in reply.headers.getlist("Set-Cookie") if value.startswith("draft="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with world.context():
        draft_id = tokens.subject_of(cookie.split("=")[1].split(";")[0], Purpose.draft)
        draft = queries.live_draft(draft_id)
        assert draft is not None
        assert b"Sample Patient" not in draft.progress_sealed
        assert draft.progress["answers"]["name"] == "Sample Patient"


def test_the_link_to_come_back_changes_nothing_until_its_button_is_pressed(world: World, begun: CheckedClient) -> None:
    hidden = begun.page("/consultation/save/").values()
    begun.post("/consultation/save/", data={**hidden, "email": "patient@example.com"})
    world.send_mail()
    link = next(word for word in world.sink.mails[0].get_body(("plain",)).get_content().split() if "/my/" in word)  # type: ignore[union-attr]  # it has one
    path = link.removeprefix("http://localhost")
    other = world.client()
    for _ in range(2):
        assert other.get(path).status_code == 200
    assert "draft=" not in str(other.get(path).headers)
    assert other.post(path, data=other.page(path).values()).headers["Location"] == "/consultation/go-on/"
    assert other.page("/consultation/about-you/").field("name")["value"] == "Sample Patient"


def test_a_link_that_nobody_made_is_gone(client: CheckedClient) -> None:
    assert client.get("/my/not-a-token/").status_code == 410


def test_an_expired_draft_begins_anew_and_says_nothing_of_the_old_one(world: World, begun: CheckedClient) -> None:
    with world.context(), transaction() as session:
        draft = session.query(Draft).one()
        draft.expires_at = draft.created_at
    assert begun.page("/consultation/about-you/").field("name").get("value", "") == ""


def test_an_unknown_step_is_not_found(client: FlaskClient) -> None:
    assert client.get("/consultation/everything/").status_code == 404


def test_a_draft_can_be_deleted_by_the_person_who_began_it(world: World, begun: CheckedClient) -> None:
    begun.post("/consultation/delete/", data=begun.page("/consultation/").values())
    with world.context():
        assert db.session.query(Draft).count() == 0
    assert begun.page("/consultation/about-you/").field("name").get("value", "") == ""


def test_adding_to_a_request_asks_for_the_consents_again(world: World, client: CheckedClient) -> None:
    client.post("/consultation/quick/", data=world.quick_form(client))
    client.post("/consultation/more/", data=client.page("/consultation/sent/").values())
    with world.context():
        answers = db.session.query(Draft).one().progress["answers"]
    assert answers["name"] == "Sample Patient"
    assert not {"consent_health", "emerg_ack", "consent_contact"} & set(answers)


def test_the_page_of_what_was_sent_is_shown_for_a_short_while_only(world: World, client: CheckedClient) -> None:
    client.post("/consultation/quick/", data=world.quick_form(client))
    assert client.get("/consultation/sent/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        assert client.get("/consultation/sent/").status_code == 302


def test_a_database_that_is_away_loses_no_word(begun: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, Exception())

    monkeypatch.setattr(steps, "begun_draft", away)
    answer = begun.post("/consultation/pattern/", data={"scale_f": "female-2"})
    page = Page(answer.text)
    assert answer.status_code == 503
    assert "Your answers are still on this page" in page.words
    chosen = [field["value"] for field in page.all("input") if "checked" in field]
    assert chosen == ["female-2"]


def test_after_one_request_another_can_be_begun(world: World, begun: CheckedClient) -> None:
    with world.context(), transaction() as session:
        draft = session.query(Draft).one()
        draft.sent_at = draft.created_at
    assert begun.get("/consultation/go-on/").headers["Location"] == "/consultation/about-you/"
    assert post(begun, "about-you", {**ABOUT, "name": "Another Sample"}).headers["Location"] == "/consultation/safety/"
    assert begun.page("/consultation/about-you/").field("name")["value"] == "Another Sample"


def test_a_later_step_sent_without_its_draft_keeps_its_words(begun: CheckedClient) -> None:
    hidden = begun.page("/consultation/about-you/").values()
    begun.delete_cookie("draft")
    begun.post("/consultation/adult/", data={**hidden, "adult_name": "Sample Adult", "adult_email": "not one"})
    page = Page(
        begun.post("/consultation/adult/", data={**hidden, "adult_name": "Sample Adult", "adult_email": "x"}).text
    )
    assert page.field("adult_name")["value"] == "Sample Adult"


@pytest.mark.parametrize("address", ["/consultation/save/", "/consultation/delete/"])
def test_a_draft_deleted_on_another_device_is_refused_with_a_page(
    world: World, begun: CheckedClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    hidden = begun.page("/consultation/save/").values()
    with world.context():
        kept = db.session.query(Draft).one()
        with transaction() as session:
            session.delete(kept)
    for room in (steps, finishing):
        monkeypatch.setattr(room, "begun_draft", lambda: kept)
    answer = begun.post(address, data={**hidden, "email": "patient@example.com"})
    assert answer.status_code in {303, 409}
