"""What is kept of what people ask about their data, for the privacy notice."""

from clinic.privacy.asking import Asked, Thing, asks


@asks("rights")
def of_rights() -> list[Asked]:
    return [
        Asked(
            "What you ask about your data",
            (
                Thing(
                    "A correction, a complaint, or your wish for a copy or to be deleted", "We must answer it in time."
                ),
                Thing("Our answer, and when we gave it", "It shows that we did."),
            ),
        )
    ]
