"""Times of day as people write them: 9, 9:30, 9.30, 5 pm."""

import re
from datetime import time

CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?", re.IGNORECASE)


def read_clock(text: str) -> time | None:
    """Read a time of day; nothing for what is none."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    try:
        return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)
    except ValueError:
        return None


def written_clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"
