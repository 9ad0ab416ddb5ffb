"""“Which page is for me?”: it keeps nothing of what is chosen, and its answer is for nobody else to keep."""

from typing import cast

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from clinic.core.configuration import Clinic
from clinic.core.pages import information_page
from clinic.treatments import structured
from clinic.treatments.guide import guidance
from clinic.treatments.guide.form import guide_form
from clinic.treatments.routes.blueprint import blueprint

TITLE = "Which page is for me?"
SUMMARY = "A short, private guide: a picture and three questions lead to pages to read. Nothing you choose is stored."


@blueprint.get("/conditions/guide/")
def guide() -> ResponseReturnValue:
    meta = structured.of_list(TITLE, SUMMARY, "/conditions/guide/", "guide", _clinic())
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


def _clinic() -> Clinic:
    return cast(Clinic, current_app.jinja_env.globals["clinic"])
