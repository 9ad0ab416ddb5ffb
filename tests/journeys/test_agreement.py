"""Nobody's health data are kept without their agreement, and nobody is said to have agreed who did not."""

import pytest

from clinic.intake import queries
from clinic.intake.questionnaire import QUESTIONNAIRE
from tests.world import World

NEEDED = ("emerg_ack", "consent_health", "consent_contact")


@pytest.mark.parametrize("box", NEEDED)
def test_a_request_without_a_needed_agreement_is_not_stored(world: World, box: str) -> None:
    client = world.client()
    form = world.quick_form(client)
    del form[box]
    answer = client.post("/consultation/quick/", data=form)
    assert answer.status_code == 422
    assert f'href="#{box}"' in answer.text
    with world.context():
        assert queries.newest(10) == []


def test_a_box_left_unticked_is_never_read_as_a_yes() -> None:
    question = QUESTIONNAIRE.questions["marketing"]
    assert QUESTIONNAIRE.in_words(question, True) == ["Yes"]
    assert QUESTIONNAIRE.in_words(question, False) == []
