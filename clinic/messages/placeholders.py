"""What may stand in braces in a template, e.g. `{first_name}`, and what is put in its place."""

import re
from collections.abc import Mapping

PLACEHOLDERS = {
    "first_name": "The first word of the person’s name",
    "name": "The person’s name",
    "reference": "The reference of the request",
    "promised": "By when a first contact is promised",
    "clinic": "The clinic’s name",
    "phone": "The clinic’s telephone number",
    "sender": "Your name",
}

SAMPLE = {
    "first_name": "Sample",
    "name": "Sample Patient",
    "reference": "HC-2222-2222",
    "promised": "Tuesday 1 December at 2 pm",
}
"""What a preview shows of a person."""

IN_BRACES = re.compile(r"\{([^{}\n]*)\}")
STRAY = re.compile(r"[{}]")


def faults(words: str) -> list[str]:
    """Say what is wrong with the braces in a template; nothing when all is well."""
    unknown = [name for name in IN_BRACES.findall(words) if name not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        named = ", ".join(f"{{{name}}}" for name in dict.fromkeys(unknown))
        return [f"{named} cannot be filled in. Use one of these: {known}."]
    if STRAY.search(IN_BRACES.sub("", words)):
        return ["A brace stands alone. Write placeholders like {first_name}, and no other braces."]
    return []


def fill(words: str, values: Mapping[str, str]) -> str:
    """Put the values in the place of their placeholders; one without a value stays as it is, to be seen."""
    return IN_BRACES.sub(lambda found: values.get(found[1]) or found[0], words)
