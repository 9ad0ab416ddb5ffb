"""How a person's appointments are told to them. Their rows hold no words, and go with the request's."""

import uuid
from collections.abc import Iterator

from clinic.core.db import db
from clinic.core.holdings import Fact, Holding, teller
from clinic.core.templating import minute
from clinic.scheduling.earlier.models import EarlierTime
from clinic.scheduling.history import changes_of


@teller("appointment", "appointment_event", "earlier_time")
def appointments(intake_id: uuid.UUID) -> Iterator[Holding]:
    """Tell every change of each appointment: the latest says how it stands."""
    facts = [Fact(minute(each.at), [each.words]) for each in changes_of(intake_id)]
    asked = db.session.get(EarlierTime, intake_id)
    if asked:
        facts.append(Fact(minute(asked.since), ["You asked for an earlier time"]))
    yield Holding("Appointments", facts)
