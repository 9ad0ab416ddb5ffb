"""Templates to begin with. They give no advice and promise nothing; the clinic makes them its own."""


def letter(*paragraphs: str) -> str:
    return "\n\n".join(("Dear {first_name},", *paragraphs, "{sender}\n{clinic}"))


STARTERS = {
    "We could not reach you": letter(
        "We tried to call you about your request {reference} and could not reach you.",
        "When is a good time to call? You can answer here, or call us on {phone}.",
    ),
    "Please tell us more": letter(
        "Thank you for your request {reference}. So that we can prepare, please tell us a little more: open your page "
        "and press “Add or change answers”.",
        "If you would rather talk, answer here and tell us when we may call.",
    ),
    "A time for your consultation": letter(
        "We would like to arrange your consultation. Which days and times suit you in the next two weeks?",
        "You can answer here, or call us on {phone}.",
    ),
}
