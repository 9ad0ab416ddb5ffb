"""The verb of reading a request: everything on its page, for who may read it, with a note of who did."""

import uuid

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import local
from clinic.core.db import db, transaction
from clinic.intake import consents
from clinic.intake import queries as intakes
from clinic.intake.looks import OPENED, READ
from clinic.intake.models import Consent, Intake, IntakeAnswers
from clinic.intake.summary import FLAGS, Line, flags, summary
from clinic.scheduling.queries import one_ahead
from clinic.staff.rights import Right, has_right
from clinic.triage import joining, reading
from clinic.triage.models import Case
from clinic.triage.opened import JoinedIntake, OpenedIntake
from clinic.triage.timeline import record_of
from clinic.triage.told import earlier_findings, sections


def open_intake(reference: str, actor: Actor) -> OpenedIntake | None:
    """Give one request with what this person may read of it, and note who did; nothing for an unknown reference."""
    with transaction():
        intake = intakes.intake_by_reference(reference)
        if intake is None:
            return None
        joined = joining.joined_to(intake.id)
        reads = has_right(actor, Right.read_answers) and may_be_read(intake, joined)
        for each in (intake, *joined):
            audit.record(actor, READ if reads else OPENED, "intake", each.id)
        reading.note_reader(intake.id, uuid.UUID(actor.id))
        opened = _opened(intake, joined)
        return opened if reads else opened.without_answers()


def may_be_read(intake: Intake, joined: list[Intake]) -> bool:
    """Tell whether everybody concerned still agrees that what they told of their health is used."""
    return not consents.without(consents.HEALTH, (intake.id, *(each.id for each in joined)))


def _opened(intake: Intake, joined: list[Intake]) -> OpenedIntake:
    ids = (intake.id, *(each.id for each in joined))
    told, agreed = intakes.revisions_of(*ids), intakes.consents_of(*ids)
    revisions = [each for each in told if each.intake_id == intake.id]
    now = revisions[0]
    case = db.session.get(Case, intake.id, populate_existing=True) or Case(version=0)
    others = [_joined(each, told, agreed) for each in joined]
    return OpenedIntake(
        intake=intake,
        page=intakes.page_of(intake),
        told=now,
        summary=summary(now.answers, now.assessment, local(now.answered_at).date()) + _flags(others),
        assessment=now.assessment,
        sections=sections(revisions),
        earlier=earlier_findings(revisions),
        consents=[each for each in agreed if each.intake_id == intake.id],
        record=record_of(intake, joined, [case.assignee_id]),
        case=case,
        ahead=one_ahead(intake.id),
        readers=reading.readers_of(intake.id),
        alike=joining.alike(intake),
        joined=others,
        joined_to=joining.reference_of(case.joined_to_id) if case.joined_to_id else "",
    )


def _flags(joined: list[JoinedIntake]) -> list[Line]:
    """Give what the rules found in joined requests: it must not be overlooked further down."""
    return [Line(f"{FLAGS} in {each.intake.reference}", flags(each.assessment)) for each in joined if each.assessment]


def _joined(intake: Intake, told: list[IntakeAnswers], agreed: list[Consent]) -> JoinedIntake:
    revisions = [each for each in told if each.intake_id == intake.id]
    return JoinedIntake(
        intake=intake,
        assessment=revisions[0].assessment,
        sections=sections(revisions),
        consents=[each for each in agreed if each.intake_id == intake.id],
    )
