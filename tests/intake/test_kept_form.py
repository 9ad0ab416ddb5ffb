"""The short form on a page that is kept and the same for everyone: from its fields to a stored request."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import render_template_string
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import queries, services
from clinic.intake.models import Intake, Source, State
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.treatments.subjects import PAGES
from tests.pages import CheckedClient, Page
from tests.world import QUICK, World

ADDRESS = "/consultation/quick/"
SUBJECT = "prp-hair-treatment"
KEPT = """
{% extends "base.html" %}
{% block content %}<h1>A page about something</h1><p id="name"></p>{{ quick_form(subject, page) }}{% endblock %}
"""
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
"""What a browser says when it posts from a page that sends no referrer."""
OLDER = {"Origin": "http://localhost"}


def kept_page(world: World, subject: str = SUBJECT, name: str = "") -> Page:
    with world.app.test_request_context("/"):
        page = Page(render_template_string(KEPT, subject=subject, page=name))
    assert page.complaints() == []
    return page


def filled_in(page: Page, **changes: str) -> dict[str, str]:
    """Give what the page's own form sends once a patient has filled it in."""
    ticked = {key: "y" for key, value in QUICK.items() if value is True}
    typed = {key: str(value) for key, value in QUICK.items() if value is not True and key != "subject"}
    chosen = {"subject": subject_chosen(page), "website": ""}
    form = {**page.values(), **chosen, **typed, **ticked, **changes}
    assert set(form) <= names(page)
    return form


def names(page: Page) -> set[str]:
    return {field["name"] for field in page.all("input", "textarea", "select")}


def subject_chosen(page: Page) -> str:
    return next((option["value"] for option in page.all("option") if "selected" in option), "")


def send(client: CheckedClient, form: dict[str, str], headers: dict[str, str] = BROWSER) -> TestResponse:
    return client.post(ADDRESS, data=form, headers=headers)


def requests(world: World) -> list[Intake]:
    with world.context():
        return queries.newest(10)


def answers(world: World) -> dict[str, object]:
    (intake,) = requests(world)
    with world.context():
        told: dict[str, object] = queries.answers_of(intake.id).answers
    return told


def test_a_kept_page_holds_the_whole_form_and_nothing_of_a_visitor(world: World) -> None:
    page = kept_page(world)
    assert names(page) == {*QUESTIONNAIRE.quick, "page", "website"}
    with world.app.test_request_context("/", headers={"Cookie": "session=somebody"}):
        assert render_template_string(KEPT, subject=SUBJECT) == render_template_string(KEPT, subject=SUBJECT)
    assert "Ask for a consultation" in page.texts["h2"]
    assert {field["id"] for field in page.all("input", "textarea", "select")} & set(QUESTIONNAIRE.quick) == set()


def test_a_page_rendered_while_something_is_posted_does_not_show_it(world: World) -> None:
    with world.app.test_request_context("/", method="POST", data={"name": "Somebody Else"}):
        assert "Somebody Else" not in render_template_string(KEPT, subject=SUBJECT)


@pytest.mark.parametrize("headers", [BROWSER, OLDER, {**BROWSER, **OLDER}])
def test_a_request_from_a_kept_page_is_stored_with_the_pages_subject(world: World, headers: dict[str, str]) -> None:
    client = world.client()
    answer = send(client, filled_in(kept_page(world)), headers)
    assert answer.status_code == 303, Page(answer.text).words
    sent = client.page(answer.headers["Location"])
    assert sent.heading == "Your request is with us"
    assert requests(world)[0].reference in sent.words
    assert "Add more now" in sent.words
    assert (answers(world)["subject"], answers(world)["message"]) == (SUBJECT, QUICK["message"])


@pytest.mark.parametrize("subject", ["stem-cell-hair-treatment", "stem-cell-hair-transplant"])
def test_what_is_not_offered_is_asked_for_as_a_conversation(world: World, client: CheckedClient, subject: str) -> None:
    page = kept_page(world, subject)
    assert "Ask for a conversation" in page.texts["h2"]
    assert "Ask for a consultation" not in page.texts["h2"]
    assert "not an approved treatment, and we do not offer it" in page.words
    assert subject_chosen(page) == subject
    refused = Page(send(client, filled_in(page, name="")).text)
    assert refused.heading == "Ask for a conversation"


@pytest.mark.parametrize("subject", ["androgenetic-alopecia", "hair-transplant", ""])
def test_what_may_be_offered_is_asked_for_as_a_consultation(world: World, subject: str) -> None:
    page = kept_page(world, subject, "home")
    assert "Ask for a consultation" in page.texts["h2"]
    assert "not an approved treatment, and we do not" not in page.words
    assert subject_chosen(page) == subject


def page_of(world: World) -> str:
    with world.context():
        return queries.page_of(queries.newest(1)[0])


@pytest.mark.parametrize(("subject", "name", "stored"), [(SUBJECT, "", SUBJECT), ("", "compare", "compare")])
def test_a_request_remembers_the_page_it_came_from(world: World, subject: str, name: str, stored: str) -> None:
    form = filled_in(kept_page(world, subject, name), **({} if subject else {"subject": "not-sure"}))
    assert send(world.client(), form).status_code == 303
    assert page_of(world) == stored


def test_the_page_is_remembered_through_a_correction(world: World, client: CheckedClient) -> None:
    form = filled_in(kept_page(world), name="")
    mended = {**form, **Page(send(client, form).text).values(), "name": "Sample Patient"}
    assert send(client, mended).status_code == 303
    assert page_of(world) == SUBJECT


def test_a_link_to_the_short_form_says_which_page_it_stood_on(world: World, client: CheckedClient) -> None:
    hidden = client.page(f"{ADDRESS}?about={SUBJECT}").values()
    client.post(ADDRESS, data={**world.quick_form(client), **hidden})
    assert page_of(world) == SUBJECT


@pytest.mark.parametrize("page", ["nonsense", "", "https://elsewhere.example.org", "x" * 5000])
def test_a_page_that_is_none_of_ours_is_not_kept(world: World, page: str) -> None:
    assert send(world.client(), {**filled_in(kept_page(world)), "page": page}).status_code == 303
    assert page_of(world) == ""


def test_a_sealed_page_does_not_tell_by_its_length_which_it_is(world: World) -> None:
    for number, page in enumerate(["", *sorted(PAGES)]):
        with world.context():
            services.submit_intake({**QUICK}, Source.quick, f"key {number}", PATIENT, page)
    with world.context():
        sealed = db.session.scalars(select(Intake.page_sealed)).all()
    assert len(sealed) == len(PAGES) + 1
    assert len({len(value or b"") for value in sealed}) == 1


def test_a_request_of_before_pages_were_kept_has_none(world: World) -> None:
    world.request()
    with world.context():
        with transaction() as session:
            session.execute(update(Intake).values(page_sealed=None))
        assert queries.page_of(queries.newest(1)[0]) == ""


@pytest.mark.parametrize("called", ["", "nowhere"])
def test_a_template_that_misnames_a_page_is_found_out(world: World, called: str) -> None:
    with world.app.test_request_context("/"), pytest.raises(ValueError, match="no information page"):
        render_template_string("{{ quick_form(name) }}", name=called)


@pytest.mark.commits
def test_a_double_click_without_a_session_is_one_request(world: World) -> None:
    form = filled_in(kept_page(world))
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: send(world.client(), form).status_code, range(8)))
    assert codes == [303] * 8
    assert len(requests(world)) == 1


@pytest.mark.parametrize("over", [State.closed, State.completed])
def test_who_asks_again_in_the_same_words_after_their_request_is_over_is_heard(world: World, over: State) -> None:
    form = filled_in(kept_page(world))
    send(world.client(), form)
    with world.context(), transaction() as session:
        session.execute(update(Intake).values(state=over))
    assert send(world.client(), form).status_code == 303
    with world.context():
        assert sorted(db.session.scalars(select(Intake.state))) == sorted([over, State.new])


def test_a_page_sent_again_from_the_same_browser_shows_the_same_request(world: World, client: CheckedClient) -> None:
    form = filled_in(kept_page(world))
    for _ in range(2):
        assert send(client, form).status_code == 303
    assert len(requests(world)) == 1
    assert "Add more now" in client.page("/consultation/sent/").words


def test_other_words_from_the_same_browser_are_asked_about_first(world: World, client: CheckedClient) -> None:
    send(client, filled_in(kept_page(world)))
    other = filled_in(kept_page(world, "hair-transplant"), message="Something else.")
    asked = send(client, other)
    page = Page(asked.text)
    assert asked.status_code == 422
    assert requests(world)[0].reference in page.words
    assert page.texts["textarea"] == ["Something else."] or "Something else." in page.texts["textarea"][0]
    assert send(client, {**other, **page.values()}).status_code == 303
    assert len(requests(world)) == 2


def test_two_people_of_one_household_with_the_same_words_are_two_requests(world: World) -> None:
    page = kept_page(world)
    for name in ("Sample Patient", "Sample Sibling"):
        assert send(world.client(), filled_in(page, name=name)).status_code == 303
    assert {intake.name for intake in requests(world)} == {"Sample Patient", "Sample Sibling"}


def test_who_repeats_somebodys_words_learns_nothing_that_was_told_later(world: World, client: CheckedClient) -> None:
    """Nobody but the browser that sent them first, or who has the emailed link, may go on with these answers."""
    form = filled_in(kept_page(world))
    send(client, form)
    (intake,) = requests(world)
    with world.context():
        told = queries.answers_of(intake.id).answers
        services.add_answers(intake.id, {**told, "dob": "1980-05-01", "safety1": "now"}, 1, SYSTEM)
    stranger = world.client()
    for _ in range(2):
        assert send(stranger, form).status_code == 303
        page = stranger.page("/consultation/sent/")
        assert intake.reference in page.words
        assert "Add more now" not in page.words
        assert "get help" not in page.words
    more = stranger.post("/consultation/more/", data=client.page("/consultation/sent/").values())
    assert more.headers["Location"] != "/consultation/go-on/"
    with world.context():
        keyed = {**form, "key": services.key_of(told), "opened": ""}
    send(stranger, keyed)
    assert "Add more now" not in stranger.page("/consultation/sent/").words


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example.org"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example.org"},
    ],
)
def test_another_sites_form_is_refused(world: World, client: CheckedClient, headers: dict[str, str]) -> None:
    assert send(client, filled_in(kept_page(world)), headers).status_code == 403
    assert requests(world) == []


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}])
def test_a_browser_that_says_nothing_is_asked_once_more_with_its_words(
    world: World, client: CheckedClient, headers: dict[str, str]
) -> None:
    form = filled_in(kept_page(world))
    asked = send(client, form, headers)
    page = Page(asked.text)
    assert asked.status_code == 422
    assert "press Send once more" in page.words
    assert requests(world) == []
    assert page.field("name")["value"] == QUICK["name"]
    assert subject_chosen(page) == SUBJECT
    assert page.values()["key"]
    assert send(client, {**form, **page.values()}, headers).status_code == 303
    assert len(requests(world)) == 1


def test_the_trap_is_set_on_a_kept_page_too(world: World, client: CheckedClient) -> None:
    form = filled_in(kept_page(world), website="https://example.com")
    asked = send(client, form)
    page = Page(asked.text)
    assert asked.status_code == 422
    assert requests(world) == []
    assert send(client, {**form, **page.values(), "website": ""}).status_code == 303


WRONG: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "name": lambda form: {**form, "name": ""},
    "email": lambda form: {**form, "email": "nobody at nowhere"},
    "consent_health": lambda form: {key: value for key, value in form.items() if key != "consent_health"},
    "subject": lambda form: {**form, "subject": "nonsense"},
}


@pytest.mark.parametrize("field", WRONG)
def test_an_error_shows_the_whole_form_with_everything_typed(world: World, client: CheckedClient, field: str) -> None:
    form = WRONG[field](filled_in(kept_page(world), contact_time="weekdays after 5 pm", no_voicemail="y"))
    refused = send(client, form)
    page = Page(refused.text)
    assert refused.status_code == 422
    assert page.title.startswith("Error: ")
    assert f"#{field}" in {link["href"] for link in page.all("a") if "href" in link}
    assert str(QUICK["message"]) in page.texts["textarea"][0]
    assert page.field("contact_time")["value"] == "weekdays after 5 pm"
    assert page.field("email")["value"] == form["email"]
    assert {"y", "email"} <= {field["value"] for field in page.all("input") if "checked" in field}
    mended = {**form, **filled_in(kept_page(world)), **page.values()}
    assert send(client, mended).status_code == 303
    assert len(requests(world)) == 1


def test_the_limits_hold_and_lose_no_word(world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(world.app.extensions["settings"], intake_limit_per_address="1 per hour")
    monkeypatch.setitem(world.app.extensions, "settings", few)
    form = filled_in(kept_page(world))
    assert send(client, form).status_code == 303
    assert send(client, form).status_code == 303, "a second copy costs nothing"
    assert send(world.client(), form).status_code == 303, "nor does one from elsewhere"
    refused = send(world.client(), filled_in(kept_page(world), message="Other words."))
    assert refused.status_code == 429
    assert "Other words." in refused.text


def test_words_that_could_not_be_stored_are_sent_again_as_the_same_request(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit may have been done and its answer lost: the page that comes back must not make a second request."""
    form, submit = filled_in(kept_page(world)), services.submit_intake

    def unheard(*arguments: object) -> None:
        submit(*arguments)  # type: ignore[arg-type]  # as they came
        raise OperationalError("COMMIT", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(services, "submit_intake", unheard)
        refused = send(client, form)
    assert refused.status_code == 503
    assert str(QUICK["message"]) in refused.text
    assert send(client, {**form, **Page(refused.text).values()}).status_code == 303
    assert len(requests(world)) == 1
