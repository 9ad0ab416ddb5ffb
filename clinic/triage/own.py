"""What the person's own page says of two requests that are worked on as one, and of the emails sent to them."""

from clinic.core.db import db
from clinic.core.templating import minute
from clinic.intake.models import Intake
from clinic.intake.own_page import Part, part_of_own_page
from clinic.notifications import queries as outgoing
from clinic.notifications.models import Notification, State
from clinic.triage.joining import reference_of
from clinic.triage.mail.kinds import KINDS, TO_PATIENTS, in_words
from clinic.triage.models import Case


@part_of_own_page
def joined(intake: Intake) -> Part | None:
    """Tell under which reference a joined request is worked on, and nothing else of that one."""
    case = db.session.get(Case, intake.id)
    if case is None or case.joined_to_id is None:
        return None
    return Part("triage/_own_page.html", {"reference": reference_of(case.joined_to_id)})


@part_of_own_page
def emails(intake: Intake) -> Part | None:
    told = emails_to(intake)
    return Part("triage/_own_emails.html", {"emails": told[::-1]}, rank=20) if told else None


def emails_to(intake: Intake) -> list[dict[str, str]]:
    """Tell every email to this person, the latest last, and whether it arrived; not what was kept back."""
    return [
        _told(each) for each in outgoing.about(intake.id) if _is_for(intake, each) and each.state is not State.withheld
    ]


def _is_for(intake: Intake, email: Notification) -> bool:
    return email.kind in KINDS and (email.kind in TO_PATIENTS or email.recipient == intake.email)


def _told(email: Notification) -> dict[str, str]:
    return {"about": in_words(email.kind), "how": _how(email)}


def _how(email: Notification) -> str:
    if email.state is State.sent:
        return f"Delivered to your email provider on {minute(email.settled_at or email.created_at)}"
    if email.state is State.failed:
        return "Could not be delivered. Tell us the right address, please"
    if email.is_planned:
        return f"To be sent on {minute(email.planned_for or email.due_at)}"
    return "On its way"
