"""What the form asks, for the privacy notice: every question, as the questionnaire has it."""

from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Questionnaire
from clinic.privacy.asking import Asked, Thing, asks
from clinic.privacy.wording import CONSENTS

PAGE = Thing("Which page you sent the short form from", "So that we know what you have read.", is_health=True)


@asks("intake")
def of_the_form() -> list[Asked]:
    return [*sections_of(QUESTIONNAIRE), Asked("Our own pages", (PAGE,))]


def sections_of(questionnaire: Questionnaire) -> list[Asked]:
    """Give each step with what it asks. What people agree to is told by its wording."""
    steps = (
        Asked(
            step.title,
            tuple(
                Thing(question.label, question.why, question.special_category)
                for question in step.questions
                if question.key not in CONSENTS
            ),
        )
        for step in questionnaire.steps
    )
    return [asked for asked in steps if asked.things]
