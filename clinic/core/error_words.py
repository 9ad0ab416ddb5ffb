"""What people are told when something is wrong: what happened, and what they can do next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    title: str
    happened: str
    advice: tuple[str, ...]
    """What to do next, most useful first; each page adds how to reach the clinic."""


NOT_TWICE = "Sending the same form again does not make a second request."

WORDS = {
    400: Words(
        "We could not read that",
        "Something in what your browser sent was missing, or was not as we expected.",
        ("Go back, load the page again and try once more. What you wrote is usually still in the form.",),
    ),
    403: Words(
        "This page is not for you",
        "Either it is open to some people only, or another website sent you here.",
        (
            "If you were filling in a form, open it on our site and send it from there.",
            "If you work here and need this page, ask an administrator of the clinic.",
        ),
    ),
    404: Words(
        "Page not found",
        "There is no page at this address. It may have moved, or the address may have a mistake in it.",
        ("If you typed the address, check it for a missing or a wrong letter.",),
    ),
    405: Words(
        "This page cannot be used that way",
        "The address is right, but not for what your browser tried to do with it.",
        ("Go back, and use the buttons or the form on the page.",),
    ),
    409: Words(
        "That is no longer possible",
        "Something has changed in the meantime, perhaps on another device or at the clinic.",
        ("Go back and load the page again, to see how things stand now.",),
    ),
    410: Words(
        "This link has run out",
        "The links in our emails work for a limited time. A request that you have sent is still with us.",
        (
            "Ask us for a new link, and say your reference if you have one.",
            "If you had not sent your request yet, you can begin a new one.",
        ),
    ),
    413: Words(
        "That is too much at once",
        "What you sent is longer than we can take.",
        ("Go back, shorten what you wrote, and send it again.",),
    ),
    415: Words(
        "We could not read that",
        "It was sent in a form that this site does not take.",
        ("Please use the form on our page.",),
    ),
    429: Words(
        "Too many tries",
        "There were more tries than we allow in a short time. The limit keeps out automatic requests; it can also meet "
        "people who share a network.",
        (),
    ),
    500: Words(
        "Something went wrong on our side",
        "It is not your doing, and it has been noted. If we have given you a reference, we have your request.",
        (f"Go back and try again in a few minutes. {NOT_TWICE}",),
    ),
    503: Words(
        "This does not work just now",
        "We cannot reach a part of our site. If we have given you a reference, we have your request.",
        (f"Go back and try again in a minute. {NOT_TWICE}",),
    ),
}


def words_for(code: int) -> Words:
    return WORDS.get(code, WORDS[400 if code < 500 else 500])
