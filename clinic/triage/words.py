"""How staff read of outcomes, reasons and decisions."""

import uuid
from collections.abc import Mapping

from clinic.intake.rules import Priority
from clinic.triage.models import ClosedFor, Contact, Decision, Move

OUTCOMES = {
    Contact.spoke: "Spoke to them",
    Contact.left_message: "Left a message",
    Contact.wrote: "Wrote to them",
    Contact.no_answer: "No answer",
    Contact.wrong_number: "Wrong number",
}

CLOSED_FOR = {
    ClosedFor.declined: "They do not want a consultation",
    ClosedFor.not_suitable: "We cannot help with this",
    ClosedFor.no_reply: "They do not reply",
    ClosedFor.duplicate: "They have asked twice",
    ClosedFor.withdrawn: "They have withdrawn the request",
    ClosedFor.spam: "It is spam",
}

DECIDED = {
    Move.taken: "Took the request",
    Move.messaged: "Wrote to the patient",
    Move.booked: "Agreed a consultation",
    Move.moved: "Moved the appointment",
    Move.cancelled: "Cancelled the appointment",
    Move.arrived: "The patient arrived",
    Move.missed: "The patient missed the appointment",
    Move.completed: "The consultation took place",
    Move.cleared: "Cleared the hold",
    Move.reopened: "Opened the request again",
    Move.noted: "Wrote a note",
}


def decision_in_words(decision: Decision, names: Mapping[uuid.UUID, str]) -> str:
    after = decision.after
    match decision.move:
        case Move.assigned:
            return f"Gave the request to {names[decision.assignee_id]}" if decision.assignee_id else "Gave it away"
        case Move.prioritised:
            return f"Set the priority to {Priority(after['priority']).label}"
        case Move.contacted:
            return OUTCOMES[Contact(after["outcome"])]
        case Move.joined:
            return f"Joined {after['with']} to this request"
        case Move.joined_to:
            return f"Joined this request to {after['with']}"
        case Move.closed:
            return f"Closed the request: {CLOSED_FOR[ClosedFor(after['closed_for'])]}"
        case other:
            return DECIDED[other]
