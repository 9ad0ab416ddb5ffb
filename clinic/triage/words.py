"""How staff read of outcomes and reasons."""

from clinic.triage.models import ClosedFor, Contact

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
