"""What the person's own page says of two requests that are worked on as one."""

from clinic.core.db import db
from clinic.intake.models import Intake
from clinic.intake.own_page import Part, part_of_own_page
from clinic.triage.joining import reference_of
from clinic.triage.models import Case


@part_of_own_page
def joined(intake: Intake) -> Part | None:
    """Tell under which reference a joined request is worked on, and nothing else of that one."""
    case = db.session.get(Case, intake.id)
    if case is None or case.joined_to_id is None:
        return None
    return Part("triage/_own_page.html", {"reference": reference_of(case.joined_to_id)})
