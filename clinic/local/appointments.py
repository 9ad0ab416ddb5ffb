"""What the sample clinic of `make run` arranges, so that a time can be chosen at once; plainly samples."""

import uuid
from datetime import time

from clinic.core.audit import SYSTEM
from clinic.core.settings import settings
from clinic.scheduling.arranging import kinds, locations, practitioners, queries, weeks
from clinic.scheduling.arranging.kinds import KindDetails
from clinic.scheduling.arranging.locations import LocationDetails
from clinic.scheduling.arranging.practitioners import Seeing
from clinic.scheduling.arranging.queries import Seer
from clinic.scheduling.arranging.written import BY_VIDEO, Place, WorkingHours
from clinic.staff.practitioners import PractitionerDetails

ROOM = Seeing(video_url="https://video.example.org/sample")
SECOND = PractitionerDetails(
    "Second Sample Trichologist", "Trichologist", "second.sample@example.org", is_on_duty_for_intakes=False
)
KINDS = (
    KindDetails("First consultation", 45, minutes_after=15, by_video=True, for_returning=False),
    KindDetails("Follow-up", 20, minutes_after=10, by_video=True, for_new=False),
)


def add() -> None:
    """Arrange where, when and by whom people are seen, unless something is arranged already."""
    if queries.kinds() or queries.locations():
        return
    zone = settings().clinic_timezone.key
    place = LocationDetails("Sample Clinic", "1 Sample Street, Sampletown", "The bell is beside the green door.", zone)
    location_id = locations.add_location(place, SYSTEM)
    practitioners.add_practitioner(SECOND, ROOM, SYSTEM)
    givers = [_let_see(each, Place(location_id, by_video=True)) for each in queries.seers()]
    for kind in KINDS:
        kinds.add_kind(kind, givers, SYSTEM)


def _let_see(seer: Seer, place: Place) -> uuid.UUID:
    """Give a sample practitioner a diary, and hours on weekdays: mornings at the clinic, afternoons by video."""
    practitioner, seen = seer.practitioner, seer.version
    details = PractitionerDetails(
        practitioner.name,
        practitioner.title,
        practitioner.email,
        practitioner.is_on_duty_for_intakes,
        practitioner.staff_user_id,
    )
    practitioners.change_practitioner(practitioner.id, seen, details, ROOM, SYSTEM)
    day = [WorkingHours(time(9), time(12, 30), place), WorkingHours(time(13, 30), time(17), BY_VIDEO)]
    weeks.set_week(practitioner.id, seen + 1, [day] * 5 + [[], []], SYSTEM)
    return practitioner.id
