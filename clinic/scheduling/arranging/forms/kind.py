"""The form of a kind of appointment."""

import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet
from wtforms.validators import DataRequired, ValidationError

from clinic.core.forms import ChoicesField, LineField, NumberField
from clinic.scheduling.arranging.forms.fields import SeenForm, at_most
from clinic.scheduling.arranging.kinds import GIVEN_BY, LABELS, KindDetails
from clinic.scheduling.arranging.queries import Seer


class KindForm(SeenForm):
    name = LineField(
        LABELS["name"],
        [DataRequired("Enter a name for this kind of appointment."), at_most(60)],
        description="As patients read it, like First consultation.",
    )
    minutes = NumberField(LABELS["minutes"], "minutes", 5, 480, description="How long it takes.", default=45)
    minutes_before = NumberField(
        LABELS["minutes_before"],
        "minutes",
        0,
        240,
        description="In which the practitioner has nothing else.",
        default=0,
    )
    minutes_after = NumberField(
        LABELS["minutes_after"], "minutes", 0, 240, description="To write up and to clean.", default=15
    )
    every_minutes = NumberField(
        LABELS["every_minutes"], "minutes", 5, 480, description="With 30, times are 9:00, 9:30, 10:00.", default=30
    )
    notice_hours = NumberField(
        LABELS["notice_hours"],
        "hours",
        0,
        720,
        description="Patients choose no time that is sooner than this.",
        default=24,
    )
    horizon_days = NumberField(
        LABELS["horizon_days"],
        "days",
        1,
        365,
        description="Patients choose no time that is later than this.",
        default=60,
    )
    most_per_day = NumberField(
        LABELS["most_per_day"],
        "appointments",
        1,
        100,
        is_optional=True,
        description="Of this kind, with one practitioner. Leave it empty for as many as fit.",
    )
    in_person = BooleanField(LABELS["in_person"])
    by_video = BooleanField(LABELS["by_video"])
    practitioners = ChoicesField(GIVEN_BY)
    is_offered = BooleanField(LABELS["is_offered"])
    for_new = BooleanField(LABELS["for_new"])
    for_returning = BooleanField(LABELS["for_returning"])

    def __init__(self, seers: Iterable[Seer], **options: Any) -> None:
        super().__init__(**options)
        self.practitioners.choices = [
            SelectChoice(value=str(each.practitioner.id), label=f"{each.practitioner.name}, {each.practitioner.title}")
            for each in seers
        ]

    def validate_by_video(self, field: BooleanField) -> None:
        if not field.data and not self.in_person.data:
            raise ValidationError("Tick “In person”, “By video” or both.")

    def validate_for_returning(self, field: BooleanField) -> None:
        if self.is_offered.data and not field.data and not self.for_new.data:
            raise ValidationError("Tick for whom it is, or let patients not choose a time themselves.")

    @property
    def numbers(self) -> list[NumberField]:
        return [field for field in self if isinstance(field, NumberField)]

    @property
    def givers(self) -> list[uuid.UUID]:
        return [uuid.UUID(each) for each in self.practitioners.data or ()]

    def details(self) -> KindDetails:
        return KindDetails(**{name: self[name].data for name in LABELS})
