"""The verbs of practitioners as they see people."""

import uuid
from dataclasses import dataclass, replace

from clinic.core.audit import Actor
from clinic.core.db import transaction
from clinic.scheduling.arranging.changing import changing_diary
from clinic.scheduling.arranging.models import Schedule
from clinic.scheduling.rearranging.standing import Fault
from clinic.staff import practitioners, services
from clinic.staff.practitioners import PractitionerDetails
from clinic.staff.rights import Right, insist_unless_at_the_server


@dataclass(frozen=True)
class Seeing:
    """Whether somebody takes appointments, and where they meet people by video."""

    is_open: bool = True
    video_url: str = ""


def add_practitioner(details: PractitionerDetails, seeing: Seeing, actor: Actor) -> uuid.UUID:
    """Add somebody who sees people. Raises NotYours, AlreadyPractitioner and NotAnAddress."""
    with transaction():
        insist_unless_at_the_server(actor, Right.arrange_appointments)
        added = services.add_practitioner(
            details.name, details.email, details.title, actor, details.is_on_duty_for_intakes
        )
        linked = replace(details, staff_user_id=details.staff_user_id or added.staff_user_id)
        change_practitioner(added.id, 0, linked, seeing, actor)
    return added.id


def change_practitioner(
    id: uuid.UUID, seen: int, details: PractitionerDetails, seeing: Seeing, actor: Actor
) -> list[Fault]:
    """Change who they are to patients, and whether they take appointments.

    Raises NotYours, Unknown, AlreadyPractitioner, NotAnAddress and ChangedMeanwhile.
    """
    with changing_diary(actor, id, seen) as (change, schedule):
        practitioners.change_practitioner(id, details, actor)
        before = told(schedule)
        schedule.is_open, schedule.video_url = seeing.is_open, seeing.video_url
        if told(schedule) != before:
            change.note("schedule", id, before, told(schedule))
    return change.affected


def told(schedule: Schedule) -> dict[str, str]:
    return {"Takes appointments": "yes" if schedule.is_open else "no", "Video address": schedule.video_url}
