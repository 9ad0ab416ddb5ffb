"""What the clinic has arranged."""

from clinic.core.settings import settings
from clinic.practice.arrangements import DEFAULTS, Arrangements
from clinic.practice.kept import Kept
from clinic.practice.models import ArrangementsRow
from clinic.practice.working_time import WorkingTime
from clinic.practice.written import changed

ARRANGEMENTS = Kept(ArrangementsRow, Arrangements, lambda: DEFAULTS, changed)


def arrangements() -> Arrangements:
    """Give the arrangements that hold, as this process knows them: at most half a minute old."""
    return ARRANGEMENTS.memory.now().value


def working_time() -> WorkingTime:
    return WorkingTime(arrangements(), settings().clinic_timezone)
