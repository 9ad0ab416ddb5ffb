"""“Which page is for me?”: it keeps nothing of what is chosen, and its answer is for nobody else to keep."""

import re

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from clinic.core.identity import clinic
from clinic.core.pages import information_page
from clinic.treatments import structured
from clinic.treatments.guide import guidance
from clinic.treatments.guide.form import guide_form
from clinic.treatments.routes.blueprint import blueprint

NUMBERS = re.compile(r"\b(?:999|111|116 123|85258)\b")
TEXTED = {"85258"}
TITLE = "Which page is for me?"
SUMMARY = "A short, private guide: a picture and three questions lead to pages to read. Nothing you choose is stored."


@blueprint.get("/conditions/guide/")
def guide() -> ResponseReturnValue:
    meta = structured.of_list(TITLE, SUMMARY, "/conditions/guide/", "guide", clinic())
    return information_page("treatments/guide.html", meta=meta, form=guide_form())


@blueprint.post("/conditions/guide/")
def guided() -> ResponseReturnValue:
    """Lead to pages, and to help first. To somebody who needs help now or today, an open question is no mistake."""
    form = guide_form()
    is_whole = valid = form.validate()
    found = guidance(form.chosen())
    if found.urgent:
        form.forgive()
        valid = True
    return render_template("treatments/guided.html", form=form, found=found, is_whole=is_whole), 200 if valid else 422


@blueprint.app_template_filter("with_numbers")
def with_numbers(line: str) -> Markup:
    """Make every number of help in a line one to press."""
    return Markup(NUMBERS.sub(_pressed, str(escape(line))))  # noqa: S704  # escaped just here


def _pressed(found: re.Match[str]) -> str:
    number = found[0]
    scheme = "sms" if number in TEXTED else "tel"
    return f'<a class="phone" href="{scheme}:{number.replace(" ", "")}">{number}</a>'
