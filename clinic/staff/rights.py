"""Who may do what: the one table of it. Whoever is not in a row may not."""

import uuid
from enum import StrEnum

from clinic.core.audit import Actor
from clinic.core.errors import Refusal
from clinic.staff.models import Role, StaffUser
from clinic.staff.queries import active_account


class Right(StrEnum):
    decide = "decide"
    read_answers = "read_answers"
    make_less_urgent = "make_less_urgent"
    """Needs the answers that made it urgent."""
    clear_hold = "clear_hold"
    mend_email = "mend_email"
    redirect_patient_email = "redirect_patient_email"
    """Who chooses where a link to somebody's answers goes could read them."""
    export_requests = "export_requests"
    review_pages = "review_pages"
    write_templates = "write_templates"
    arrange_clinic = "arrange_clinic"
    arrange_appointments = "arrange_appointments"
    read_insights = "read_insights"
    manage_people = "manage_people"
    read_audit_trail = "read_audit_trail"
    answer_rights = "answer_rights"


CLINICAL = frozenset({Role.trichologist, Role.clinician})
OFFICE = frozenset({Role.receptionist, Role.administrator})

MAY: dict[Right, frozenset[Role]] = {
    Right.decide: frozenset(Role),
    Right.read_answers: CLINICAL,
    Right.make_less_urgent: CLINICAL,
    Right.clear_hold: frozenset({Role.clinician}),
    Right.mend_email: OFFICE,
    Right.redirect_patient_email: CLINICAL,
    Right.export_requests: frozenset({Role.administrator}),
    Right.review_pages: frozenset({Role.clinician}),
    Right.write_templates: frozenset({Role.clinician, Role.administrator}),
    Right.arrange_clinic: frozenset({Role.administrator}),
    Right.arrange_appointments: frozenset({Role.administrator}),
    Right.read_insights: frozenset(Role),
    Right.manage_people: frozenset({Role.administrator}),
    Right.read_audit_trail: frozenset({Role.administrator}),
    Right.answer_rights: CLINICAL | {Role.administrator},
}

IN_WORDS: dict[Right, str] = {
    Right.decide: "Take requests, give them away, contact patients, book and move appointments, note who came, "
    "write notes, close requests and open them again",
    Right.read_answers: "Read what patients tell of their health, and what the rules find in it",
    Right.make_less_urgent: "Make a request less urgent",
    Right.clear_hold: "Clear the hold on procedures",
    Right.mend_email: "Send an email again, correct its address, cancel it",
    Right.redirect_patient_email: "Correct where a patient’s own link is sent",
    Right.export_requests: "Take a list of requests along as a table",
    Right.review_pages: "Record the medical review of an information page",
    Right.write_templates: "Write the templates of messages to patients",
    Right.arrange_clinic: "Change the clinic’s name, contact and colour, its hours, closures and promises",
    Right.arrange_appointments: "Change where, when and by whom people are seen, what for, and the rules of booking",
    Right.read_insights: "Read the clinic’s figures, in which there is no person",
    Right.manage_people: "Invite colleagues, change names and roles, disable accounts, reset phones and passwords",
    Right.read_audit_trail: "Look up who looked at what and who changed what",
    Right.answer_rights: "Acknowledge and answer complaints, and what people ask about their data",
}


AT_THE_SERVER = frozenset({"operator", "system"})
"""Kinds of actors that could do anything with the database anyway: whoever runs the site, and its own programs."""


class NotYours(Refusal):
    """This role does not have the right; `right` says which."""

    def __init__(self, right: Right) -> None:
        super().__init__(f"this role may not {right.replace('_', ' ')}")
        self.right = right


def may(role: Role, right: Right) -> bool:
    return role in MAY[right]


def has_right(actor: Actor, right: Right) -> bool:
    account = _account(actor)
    return account is not None and may(account.role, right)


def insist(actor: Actor, right: Right) -> StaffUser:
    """Give the account that acts, if its role has the right. Raises NotYours."""
    account = _account(actor)
    if account is None or not may(account.role, right):
        raise NotYours(right)
    return account


def insist_unless_at_the_server(actor: Actor, right: Right) -> StaffUser | None:
    """Give the account that acts, if its role has the right; nobody for who has the server itself. Raises NotYours."""
    return None if actor.kind in AT_THE_SERVER else insist(actor, right)


def _account(actor: Actor) -> StaffUser | None:
    return active_account(uuid.UUID(actor.id)) if actor.kind == "staff" else None
