"""What each kind of email is about, in words."""

from clinic.intake.links import NEW_LINK
from clinic.messages.services import WAITING
from clinic.rights.erasing import ERASED
from clinic.rights.services import ASKED, NEWS
from clinic.rights.watching import NEARLY_DUE as RIGHTS_NEARLY_DUE
from clinic.scheduling import telling
from clinic.scheduling.earlier.services import EARLIER_TIME
from clinic.scheduling.reminders import REMINDERS
from clinic.staff.people.invitations import INVITED, NEW_PASSWORD
from clinic.staff.services import EMAIL_FAILED
from clinic.treatments.services import REVIEW_DUE
from clinic.triage.answers import ANSWERED
from clinic.triage.bulk import ASSIGNED_MANY
from clinic.triage.changes import CHANGED
from clinic.triage.decisions import ASSIGNED
from clinic.triage.digest import DIGEST
from clinic.triage.promises import NEARLY_DUE, OVERDUE, WE_ARE_LATE

KINDS = {
    "intake.received": "We have received your request",
    "intake.waiting": "A request is waiting",
    "intake.more_urgent": "A request is more urgent",
    "intake.draft_link": "A link back to the form",
    NEW_LINK: "A new link to your own page",
    EARLIER_TIME: "An earlier time for an appointment",
    NEARLY_DUE: "A first contact is nearly due",
    OVERDUE: "A first contact is overdue",
    WE_ARE_LATE: "We are late with your request",
    WAITING: "We have written to you",
    ANSWERED: "A patient has written",
    CHANGED: "A patient has changed their appointment",
    ASSIGNED: "A request was given to you",
    ASSIGNED_MANY: "Requests were given to you",
    DIGEST: "What waits this morning",
    EMAIL_FAILED: "An email could not be sent",
    REVIEW_DUE: "A page is due for review",
    INVITED: "An invitation to work here",
    NEW_PASSWORD: "A link to choose a new password",
    ASKED: "Somebody asks about their data",
    RIGHTS_NEARLY_DUE: "An answer about somebody’s data is nearly due",
    NEWS: "There is news of what you asked about your data",
    ERASED: "What you asked us to erase is erased",
    telling.CONFIRMED: "An appointment is booked",
    telling.MOVED: "An appointment has moved",
    telling.CANCELLED: "An appointment is cancelled",
    telling.MISSED: "An appointment was missed",
    telling.QUESTIONNAIRE: "Please tell us more before we meet",
    telling.DIARY: "A diary has changed",
    telling.HANDED_ON: "An appointment is with somebody else",
    REMINDERS[0]: "The first reminder of an appointment",
    REMINDERS[1]: "The second reminder of an appointment",
    REMINDERS[2]: "The last reminder of an appointment",
}

FOR_ONE_ADDRESS = frozenset({INVITED, NEW_PASSWORD})
"""Whoever reads these can accept what they offer: a wrong address is mended where it was entered, by who may offer."""

TO_PATIENTS = frozenset(
    {
        "intake.received",
        "intake.draft_link",
        NEW_LINK,
        EARLIER_TIME,
        WE_ARE_LATE,
        WAITING,
        NEWS,
        ERASED,
        telling.QUESTIONNAIRE,
        *telling.NEWS.values(),
        *REMINDERS,
    }
)
"""These hold a link that opens what a person told us, for whoever reads them."""


def in_words(kind: str) -> str:
    return KINDS.get(kind, kind)
