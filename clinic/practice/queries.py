"""What the clinic has arranged, and how it calls itself."""

from clinic.core.settings import settings
from clinic.practice import identity, written
from clinic.practice.arrangements import DEFAULTS, Arrangements
from clinic.practice.identity import Identity
from clinic.practice.kept import Kept
from clinic.practice.models import ArrangementsRow, IdentityRow
from clinic.practice.working_time import WorkingTime

ARRANGEMENTS = Kept(ArrangementsRow, Arrangements, lambda: DEFAULTS, written.changed)
IDENTITY = Kept(IdentityRow, Identity, identity.of_settings, identity.changed)


def arrangements() -> Arrangements:
    """Give the arrangements that hold, as this process knows them: at most half a minute old."""
    return ARRANGEMENTS.memory.now().value


def working_time() -> WorkingTime:
    return WorkingTime(arrangements(), settings().clinic_timezone)
