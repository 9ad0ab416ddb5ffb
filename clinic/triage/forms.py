"""What staff send to decide about a request: one form for each move, all on the request's page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from clinic.core.forms import BaseForm
from clinic.intake.rules import Priority
from clinic.scheduling.forms import TimeForm
from clinic.triage.models import ClosedFor, Contact, Move
from clinic.triage.words import CLOSED_FOR, OUTCOMES

LONGEST = 2000
MOST_DECISIONS = 2**31 - 1
ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
BROKEN = "Open the page again: it does not say which decision you saw last."
STAFF_ONLY = "For the staff only. The patient does not see it."


class Offered:
    """Refuse what is not among the options, nothing too."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Field) -> None:
        if not field.data or field.data not in {choice.value for choice in field.choices}:  # type: ignore[attr-defined]  # only on fields with options
            raise ValidationError(self.message)


def words(label: str, hint: str = STAFF_ONLY, missing: str = "") -> TextAreaField:
    """Ask for a few sentences; required when there is a message for their absence."""
    required = DataRequired(missing) if missing else Optional()
    too_long = Length(max=LONGEST, message=f"Shorten what you wrote to {LONGEST:,} characters or fewer.")
    return TextAreaField(label, description=hint, validators=[required, too_long])


def options(names: Mapping[Any, str]) -> list[Any]:
    return [SelectChoice(value=each.value, label=label) for each, label in names.items()]


class MoveForm(BaseForm):
    """One move. Several such forms stand on one page, so each part has an id of its own."""

    kind: ClassVar[Move]

    move = HiddenField()
    version = IntegerField(
        validators=[InputRequired(BROKEN), NumberRange(0, MOST_DECISIONS, BROKEN)], widget=HiddenInput()
    )
    """The decision that its sender saw last."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.move.data = self.kind.value
        for field in self:
            field.id = f"{self.kind}-{field.id}"

    @property
    def seen(self) -> int:
        return self.version.data or 0

    @property
    def written(self) -> str:
        """What its sender wrote, if they could write."""
        return self["words"].data or "" if "words" in self else ""

    def saw(self, version: int) -> None:
        """Let the form be about the request as it is now."""
        self.version.raw_data, self.version.data = None, version

    def keep(self, words: str) -> None:
        """Fill in what somebody wrote in another form, which cannot be sent any more."""
        self["words"].data = words


class TakeForm(MoveForm):
    kind = Move.taken


class ToColleague(BaseForm):
    """To whom something is given."""

    colleague = SelectField("Colleague", choices=[], validators=[Offered("Choose a colleague.")], validate_choice=False)

    def offer(self, colleagues: Iterable[tuple[UUID, str]]) -> None:
        known = [SelectChoice(value=str(id), label=name) for id, name in colleagues]
        self.colleague.choices = [SelectChoice(value="", label="Choose"), *known]

    @property
    def chosen(self) -> UUID:
        return UUID(self.colleague.data)


class WithReason(BaseForm):
    """Why something is closed."""

    reason = RadioField(
        "Why?",
        choices=options(CLOSED_FOR),
        validators=[Offered("Choose why the request is closed.")],
        validate_choice=False,
    )
    words = words("In more words")

    @property
    def chosen(self) -> ClosedFor:
        return ClosedFor(self.reason.data)


class AssignForm(MoveForm, ToColleague):
    kind = Move.assigned


class PriorityForm(MoveForm):
    kind = Move.prioritised
    priority = SelectField(
        "New priority",
        choices=[SelectChoice(value=each.value, label=each.label) for each in Priority],
        validators=[Offered("Choose a priority.")],
        validate_choice=False,
    )
    words = words("Reason", missing="Enter the reason for the new priority.")

    def offer(self, priorities: Sequence[Priority]) -> bool:
        """Show these to choose from; tells whether there is any."""
        others = [SelectChoice(value=each.value, label=each.label) for each in priorities]
        self.priority.choices = [SelectChoice(value="", label="Choose"), *others]
        return bool(others)

    @property
    def chosen(self) -> Priority:
        return Priority(self.priority.data)


class ContactForm(MoveForm):
    kind = Move.contacted
    outcome = RadioField(
        "How did it go?", choices=options(OUTCOMES), validators=[Offered("Choose how it went.")], validate_choice=False
    )
    words = words("What was said")

    @property
    def chosen(self) -> Contact:
        return Contact(self.outcome.data)


class MessageForm(MoveForm):
    kind = Move.messaged
    words = words(
        "Message to the patient",
        "The patient reads it on their own page. The email says only that there is a message.",
        missing="Enter the message.",
    )


class BookForm(MoveForm):
    kind = Move.booked
    words = words(
        "When, where and with whom", f"What you agreed. {STAFF_ONLY}", missing="Enter when, where and with whom."
    )


class TimedForm(MoveForm, TimeForm):
    """The time that was pressed, and what there is to say of it."""

    words = words("Note")


class BookTimeForm(TimedForm):
    kind = Move.booked


class MoveTimeForm(TimedForm):
    kind = Move.moved


class CancelForm(MoveForm):
    kind = Move.cancelled
    words = words("Why", missing="Enter why the appointment is cancelled.")


class ArriveForm(MoveForm):
    kind = Move.arrived


class CompleteForm(MoveForm):
    kind = Move.completed
    words = words("How it went")


class MissForm(MoveForm):
    kind = Move.missed
    words = words("What you know of it")


class MarkForm(BaseForm):
    """What is noted of an appointment in the calendar, as it stood there."""

    move = HiddenField(validators=[AnyOf([Move.arrived, Move.completed, Move.missed])])
    appointment = HiddenField(validators=[Regexp(ID + "$")])
    sequence = IntegerField(validators=[InputRequired(BROKEN), NumberRange(0, MOST_DECISIONS)])
    back = HiddenField()
    """The calendar's address, to go back to."""

    @property
    def chosen(self) -> Move:
        return Move(self.move.data or "")

    @property
    def appointment_id(self) -> UUID:
        return UUID(self.appointment.data or "")


class ClearForm(MoveForm):
    kind = Move.cleared
    words = words("Reason", missing="Enter why procedures may go ahead.")


class JoinForm(MoveForm):
    kind = Move.joined
    other = HiddenField(validators=[Regexp(ID + r"~[0-9]{1,9}$", message=BROKEN)])
    """The request to be joined to this one, and the decision about it that its sender saw last."""

    @property
    def other_id(self) -> UUID:
        return UUID((self.other.data or "").partition("~")[0])

    @property
    def other_version(self) -> int:
        return int((self.other.data or "").partition("~")[2])


class CloseForm(MoveForm, WithReason):
    kind = Move.closed


class ReopenForm(MoveForm):
    kind = Move.reopened
    words = words("Reason", missing="Enter the reason for opening it again.")


class NoteForm(MoveForm):
    kind = Move.noted
    words = words("Internal note", missing="Enter the note.")


class UndoForm(BaseForm):
    number = IntegerField(
        validators=[InputRequired(BROKEN), NumberRange(1, MOST_DECISIONS, BROKEN)], widget=HiddenInput()
    )
    """Of the decision that is to be undone."""


FORMS: dict[str, type[MoveForm]] = {
    form.kind.value: form
    for form in (
        TakeForm,
        ContactForm,
        MessageForm,
        BookForm,
        ArriveForm,
        CompleteForm,
        MissForm,
        CancelForm,
        AssignForm,
        PriorityForm,
        NoteForm,
        ClearForm,
        CloseForm,
        ReopenForm,
        JoinForm,
    )
}
"""In the order in which they stand on the page."""
