"""How the audit trail tells of medical reviews."""

from collections.abc import Collection

from flask import url_for

from clinic.core.deeds import Name, describe, namer
from clinic.treatments.library import library

describe("page", {"reviewed": "recorded a review of {}"})


@namer("page", "a page")
def titles(slugs: Collection[str]) -> dict[str, Name]:
    pages = library().pages
    known = (pages[slug] for slug in slugs if slug in pages)
    return {page.slug: Name(f"“{page.title}”", url_for("treatments.review", slug=page.slug)) for page in known}
