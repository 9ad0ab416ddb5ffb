"""Arrange a clinic's diaries in a process of its own: `python -m tests.faults.arranging 1000 '{"minutes": 60}'`.

Writes what can be chosen as JSON: the kind and the location, so many requests and forms, and times from Monday week on.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, true

from clinic import create_app
from clinic.core.audit import PATIENT
from clinic.core.clock import today
from clinic.core.db import transaction
from clinic.core.storing import is_ours
from clinic.intake import services
from clinic.intake.drafts import start_draft
from clinic.intake.models import Draft, Intake, Source
from clinic.scheduling.availability import diary
from clinic.scheduling.wishes import Choice, wish_of_patient
from tests.scheduling.arranged import arrange
from tests.world import QUICK


def main(people: int, kind: dict[str, Any]) -> None:
    with create_app().app_context():
        arranged = arrange(**kind)
        services.submit_intake(dict(QUICK), Source.quick, "sample", PATIENT)
        start_draft(dict(QUICK))
        found = {
            "kind_id": str(arranged.kind_id),
            "location_id": str(arranged.location_id),
            "requests": copied(Intake, people, reference=True),
            "forms": copied(Draft, people),
            "times": times(arranged.choice()),
        }
    json.dump(found, sys.stdout)


def copied(kind: Any, times: int, reference: bool = False) -> list[str]:
    """Copy a row of a table so often, as each would take a while to come by the form; gives the copies' ids."""
    number = func.generate_series(1, times).table_valued("number").render_derived()
    own = {"id": func.gen_random_uuid(), **({"reference": func.concat("HC-", number.c.number)} if reference else {})}
    kept = [each.name for each in kind.__table__.columns if is_ours(each) and each.name not in own]
    row = select(kind.__table__).limit(1).subquery()
    wanted = select(*own.values(), *(row.c[name] for name in kept)).select_from(row.join(number, true()))
    copy = insert(kind.__table__).from_select([*own, *kept], wanted)
    with transaction() as session:
        return [str(id) for id in session.scalars(copy.returning(kind.__table__.c.id))]


def times(choice: Choice) -> list[str]:
    monday = today() + timedelta(days=14 - today().weekday())
    found = diary(wish_of_patient(choice, is_new=True), monday, monday + timedelta(days=20))
    return [slot.starts_at.isoformat() for slot in found.slots]


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
