"""What is told could have been sent by the form."""

from datetime import date
from random import Random

import pytest

from clinic.intake.models import Source
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind
from clinic.intake.rules import Priority
from clinic.local.seeding.telling import LIKELY, Story, stories

DAY = date(2026, 11, 28)
TOLD = stories(Random(1), DAY)


@pytest.mark.parametrize("source", Source)
def test_whatever_must_be_answered_is(source: Source) -> None:
    for story in (each for each in TOLD.things if each.source is source):
        asked = QUESTIONNAIRE.quick_step.questions if source is Source.quick else QUESTIONNAIRE.questions.values()
        required = {each.key for each in asked if each.is_required(story.answers, DAY)}
        shown = {each.key for each in asked if each.is_shown(story.answers, DAY)}
        assert required & shown <= set(story.answers) <= shown


def test_only_what_is_offered_is_chosen() -> None:
    for story in TOLD.things:
        for key, answer in story.answers.items():
            question = QUESTIONNAIRE.questions[key]
            if question.kind in (Kind.one, Kind.many):
                chosen = {*answer} if question.kind is Kind.many else {answer}
                assert chosen <= {option.value for option in question.options_shown(story.answers, DAY)}
                assert len(chosen) == 1 or not chosen & {option.value for option in question.options if option.alone}


def test_every_priority_comes_as_often_as_it_does_in_life() -> None:
    random = Random(2)
    drawn = [TOLD.draw(random).priority for _ in range(5000)]
    assert {priority: round(drawn.count(priority) / 50) for priority in Priority} == pytest.approx(LIKELY, abs=3)
    assert min(map(drawn.count, Priority)) > 0


def test_somebody_leaves_out_what_the_story_does_not_give() -> None:
    reached = {(story.answers.keys() >= {"email"}, story.answers.keys() >= {"phone"}) for story in TOLD.things}
    assert reached == {(True, False), (False, True), (True, True)}
    story = next(each for each in TOLD.things if "phone" not in each.answers)
    told = story.told_by("Blabdrab Dozzdulbdixt", "blabdrab@example.com", "+442079460018")
    assert told["name"] == "Blabdrab Dozzdulbdixt"
    assert "phone" not in told


def test_the_same_seed_tells_the_same() -> None:
    def told(story: Story) -> object:
        return story.source, story.answers, story.assessment

    assert [*map(told, stories(Random(1), DAY).things)] == [*map(told, TOLD.things)]
