"""What can happen to a request that is there, each as the verbs of `triage.decisions` and `messages` would leave it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from clinic.core.audit import PATIENT
from clinic.intake.models import State
from clinic.intake.rules import Priority
from clinic.local.seeding.chance import new_id
from clinic.local.seeding.history import History
from clinic.local.seeding.names import WORDS
from clinic.messages.models import Message
from clinic.messages.services import WAITING
from clinic.staff.rights import Right
from clinic.triage.answers import ANSWERED
from clinic.triage.decisions import ASSIGNED
from clinic.triage.models import ClosedFor, Contact, Move
from clinic.triage.steps import UNDO

Happening = Callable[[History], None]

UNREAD = 0.1


def taken(history: History) -> None:
    with history.deciding(Move.taken):
        history.give(history.me)


def given(history: History) -> None:
    colleague = history.random.choice(history.clinic.colleagues)
    with history.deciding(Move.assigned):
        history.give(colleague)
    if colleague != history.me:
        history.owe(ASSIGNED, colleague.email, after=UNDO)
    history.me = colleague


def made_more_urgent(history: History) -> None:
    intake = history.intake
    if intake.priority is Priority.emergency:
        return
    with history.deciding(Move.prioritised, words=history.random.choice(WORDS)):
        intake.priority = list(Priority)[intake.priority.rank - 1]
        intake.due_at = min(intake.due_at, history.clinic.due(intake.priority, history.at))


def cleared(history: History) -> None:
    """Let a clinician clear the hold, if there is one, and a clinician."""
    clinician = history.clinic.somebody(history.random, Right.clear_hold)
    if history.intake.hold and clinician:
        history.me = clinician
        with history.deciding(Move.cleared, words=history.random.choice(WORDS)):
            history.intake.hold = False


def contacted(history: History, outcome: Contact) -> None:
    with history.deciding(Move.contacted, outcome=outcome.value):
        if outcome.is_contact:
            history.reach()


spoke = partial(contacted, outcome=Contact.spoke)
left_message = partial(contacted, outcome=Contact.left_message)
no_answer = partial(contacted, outcome=Contact.no_answer)
wrong_number = partial(contacted, outcome=Contact.wrong_number)


def wrote_to_them(history: History) -> None:
    """Write to the patient, or call whoever gave no address."""
    intake, id = history.intake, new_id(history.random)
    if not intake.email:
        spoke(history)
        return
    with history.deciding(Move.messaged, message=str(id)):
        history.reach()
    words, read_at = Message.words.sealed(history.random.choice(WORDS), id), history.at + timedelta(hours=1)
    is_read = read_at < history.clinic.now and history.random.random() > UNREAD
    wrote = {"author_id": history.me.id, "at": history.at, "shown_at": history.at + UNDO, "words_sealed": words}
    history.keep(Message, id=id, intake_id=intake.id, read_at=read_at if is_read else None, **wrote)
    history.owe(WAITING, intake.email, after=UNDO)


def answered(history: History) -> None:
    """Let the patient write, if they have a page on which to."""
    intake, id = history.intake, new_id(history.random)
    if not intake.email:
        return
    history.case.version += 1
    history.case.patient_wrote_at = history.at
    words = Message.words.sealed(history.random.choice(WORDS), id)
    history.keep(Message, id=id, intake_id=intake.id, at=history.at, shown_at=history.at, words_sealed=words)
    history.audit(PATIENT, "wrote")
    history.owe(ANSWERED, history.me.email)


def booked(history: History) -> None:
    with history.deciding(Move.booked):
        history.reach()
        history.enter(State.booked)


def completed(history: History) -> None:
    with history.deciding(Move.completed):
        history.enter(State.completed)


def closed(history: History, reason: ClosedFor) -> None:
    with history.deciding(Move.closed):
        history.case.closed_for = reason
        history.enter(State.closed)


declined, not_suitable, no_reply, duplicate, withdrawn, spam = (
    partial(closed, reason=reason)
    for reason in (
        ClosedFor.declined,
        ClosedFor.not_suitable,
        ClosedFor.no_reply,
        ClosedFor.duplicate,
        ClosedFor.withdrawn,
        ClosedFor.spam,
    )
)


def reopened(history: History) -> None:
    with history.deciding(Move.reopened):
        history.case.closed_for = history.case.joined_to_id = None
        history.enter(State.contacted if history.case.first_contact_at else State.in_review)


def noted(history: History) -> None:
    with history.deciding(Move.noted, words=history.random.choice(WORDS)):
        pass
