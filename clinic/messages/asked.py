"""What the messages keep, for the privacy notice."""

from clinic.privacy.asking import Asked, Thing, asks


@asks("messages")
def of_messages() -> list[Asked]:
    written = Thing("What you and the clinic write to each other", "So that we can answer you.", is_health=True)
    return [Asked("Messages", (written,))]
