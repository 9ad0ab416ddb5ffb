"""What the diaries keep, for the privacy notice."""

from clinic.privacy.asking import Asked, Thing, asks


@asks("scheduling")
def of_appointments() -> list[Asked]:
    when = Thing("When, where, with whom and what for", "So that the time is yours.", is_health=True)
    return [
        Asked("Your appointments", (when, Thing("Whether you would take an earlier time", "So that we can offer one.")))
    ]
