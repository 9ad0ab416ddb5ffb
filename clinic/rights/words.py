"""How what people ask about their data is said, to them and to staff."""

from clinic.core.templating import day, minute
from clinic.rights.models import Kind, Outcome, RightsCase

TITLES = {
    Kind.correction: "Correct an answer",
    Kind.erasure: "Erase everything",
    Kind.complaint: "Complaint",
    Kind.access: "Access to everything",
}

OUTCOMES = {
    Outcome.accepted: "Done as you asked",
    Outcome.declined: "Not done",
    Outcome.answered: "Answered",
}


def state_in_words(case: RightsCase) -> str:
    """Say to the person how it stands."""
    if case.outcome and case.closed_at:
        return f"{OUTCOMES[case.outcome]}, {minute(case.closed_at)}"
    if case.acknowledged_at and case.due_at is None:
        return f"With us, confirmed on {day(case.acknowledged_at)}. We are looking into it"
    assert case.due_at is not None, "every clock but that of an acknowledged complaint runs until the answer"
    promise = "We confirm it" if case.kind is Kind.complaint else "We answer"
    return f"With us. {promise} by {day(case.due_at)}"
