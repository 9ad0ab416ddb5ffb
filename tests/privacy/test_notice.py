"""The privacy notice is what is so: it changes with the questions, the periods, the wordings and the roles."""

import re
from dataclasses import replace

import msgspec
import pytest

from clinic.core.audit import Actor
from clinic.intake.asked import sections_of
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Question, Step
from clinic.photos.guide import GUIDE
from clinic.privacy.asking import tellers
from clinic.privacy.notice import AGREEMENTS, notice_under
from clinic.privacy.periods import DEFAULTS, change_periods
from clinic.privacy.wording import CONSENTS, OF_PHOTOS, current
from clinic.staff.models import Role
from clinic.staff.rights import MAY, Right
from tests.pages import CheckedClient
from tests.privacy.test_routes import plainly
from tests.staff.person import Person
from tests.world import World

SHOES = Question("shoes", Kind.text, "What size are your shoes?", why="So that we can buy slippers.")


def test_every_question_stands_in_the_notice_with_why_it_is_asked(client: CheckedClient) -> None:
    words = plainly(client.page("/privacy/"))
    for question in QUESTIONNAIRE.questions.values():
        assert question.label in words
        assert question.why in words


def test_a_question_that_is_added_is_in_the_notice_under_its_step() -> None:
    step = Step("shoes", "Your shoes", (SHOES, replace(SHOES, key="colour", special_category=False)))
    [asked] = sections_of(replace(QUESTIONNAIRE, steps=(step,)))
    assert asked.title == "Your shoes"
    assert [(thing.words, thing.why, thing.is_health) for thing in asked.things] == [
        (SHOES.label, SHOES.why, True),
        (SHOES.label, SHOES.why, False),
    ]


def test_sections_with_health_information_say_so(client: CheckedClient) -> None:
    page = client.get("/privacy/").text
    for step in QUESTIONNAIRE.steps:
        kinds = {question.special_category for question in step.questions if question.key not in CONSENTS}
        said = (
            {True: ">(health information)<", False: "<"}[kinds == {True}] if len(kinds) == 1 else ">(some of it health"
        )
        assert kinds == set() or re.search(rf"{step.title}\s*(<span class=\"quiet\")?{re.escape(said)}", page), (
            step.slug
        )


def test_every_slice_that_asks_for_something_tells_it(client: CheckedClient) -> None:
    words = plainly(client.page("/privacy/"))
    assert {"intake", "messages", "photos", "scheduling"} <= set(tellers)
    assert all(guidance.title.lower() in words for guidance in GUIDE.values())


def test_the_words_that_people_agree_to_stand_in_it_as_they_are_on_the_form(client: CheckedClient) -> None:
    words = plainly(client.page("/privacy/"))
    keys = {*CONSENTS, *(wording.key for wording in OF_PHOTOS)}
    assert keys == set(AGREEMENTS)
    assert all(current(key).text in words for key in keys)


def test_it_says_how_long_what_is_kept_as_soon_as_that_is_changed(world: World) -> None:
    shelf, lead = world.app.extensions["shelf"], Person(world, role=Role.administrator)
    before = plainly(world.client().page("/privacy/"))
    assert "It is deleted after 14 days." in before
    assert "It is deleted 6 months after the last thing that happened with it" in before
    assert "It is deleted 8 years after your last appointment" in before
    periods = msgspec.structs.replace(DEFAULTS, draft_days=1, enquiry_months=1, patient_years=1)
    with world.context():
        change_periods(periods, 0, Actor.staff(lead.account.id))
    shelf.look()
    after = plainly(world.client().page("/privacy/"))
    assert "It is deleted after 1 day." in after
    assert "yours, for up to 1 day;" in after
    assert "It is deleted 1 month after the last" in after
    assert "It is deleted 1 year after your last" in after


def test_it_names_the_roles_that_may_read_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert notice_under(DEFAULTS).readers_of_health == "trichologists and clinicians"
    monkeypatch.setitem(MAY, Right.read_answers, frozenset({Role.clinician}))
    assert notice_under(DEFAULTS).readers_of_health == "clinicians"
