"""The verbs of locations."""

import uuid
from dataclasses import asdict, dataclass

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.scheduling.arranging.changing import changing
from clinic.scheduling.arranging.models import Location
from clinic.scheduling.rearranging.standing import Fault


@dataclass(frozen=True)
class LocationDetails:
    name: str
    address: str
    directions: str
    zone: str
    is_open: bool = True


def add_location(details: LocationDetails, actor: Actor) -> uuid.UUID:
    """Let people be seen at one more place. Raises NotYours and NameTaken."""
    location = Location(id=uuid.uuid4(), **asdict(details))
    with changing(actor) as change:
        change.session.add(location)
        change.session.flush()
        audit.record(actor, "added", "location", location.id)
    return location.id


def change_location(id: uuid.UUID, seen: int, details: LocationDetails, actor: Actor) -> list[Fault]:
    """Change a place, or close it. Raises NotYours, Unknown, NameTaken and ChangedMeanwhile."""
    with changing(actor) as change:
        location = change.seen(Location, id, seen)
        before = told(location)
        for name, value in asdict(details).items():
            setattr(location, name, value)
        change.note("location", id, before, told(location))
    return change.affected


def told(location: Location) -> dict[str, str]:
    """Give each part of a location in words, by its name."""
    return {
        "Name": location.name,
        "Address": location.address,
        "Directions": location.directions,
        "Time zone": location.zone,
        "Open": "yes" if location.is_open else "no",
    }
