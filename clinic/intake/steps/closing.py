"""The person's own words, and what they agree to."""

from clinic.intake.questions import Kind, Option, Question, Step
from clinic.privacy.wording import current

MESSAGE = Step(
    "message",
    "Your message",
    (
        Question(
            "message",
            Kind.long_text,
            "What would you like to tell us?",
            hint="You can leave this empty.",
            longest=4000,
        ),
        Question(
            "source",
            Kind.one,
            "How did you hear about us?",
            options=(
                Option("search", "Searching the internet"),
                Option("social", "Social media"),
                Option("person", "Someone I know"),
                Option("professional", "A doctor, pharmacist or hairdresser"),
                Option("before", "I have been before"),
                Option("other", "Another way"),
            ),
            special_category=False,
        ),
    ),
)


def agreement(key: str, missing: str = "", hint: str = "") -> Question:
    """Ask for the tick under the current wording; required when there is a message for its absence."""
    return Question(
        key,
        Kind.tick,
        current(key).text,
        hint=hint,
        required=bool(missing),
        missing=missing,
        special_category=False,
    )


CONSENT = Step(
    "consent",
    "What you agree to",
    (
        agreement("emerg_ack", "Tick the box to show that you know this form is not for emergencies."),
        agreement("consent_health", "Tick the box to let us keep the health information you give."),
        agreement("consent_contact", "Tick the box to let us contact you about this request."),
        agreement("marketing", hint="Optional."),
    ),
    intro="Each box stands by itself. We cannot answer your request without the first three.",
)
