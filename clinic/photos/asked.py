"""What is asked for in pictures, for the privacy notice."""

from clinic.photos.guide import GUIDE
from clinic.privacy.asking import Asked, Thing, asks


@asks("photos")
def of_photos() -> list[Asked]:
    views = ", ".join(guidance.title.lower() for guidance in GUIDE.values())
    why = "It helps us to prepare your consultation. You can leave out any of them, or all."
    return [Asked("Photos of your hair", (Thing(f"Pictures of these views: {views}", why, is_health=True),))]
