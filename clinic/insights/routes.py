"""The page of the clinic's figures, for everybody who works there, and its pictures."""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.insights import queries
from clinic.insights.findings import FINDINGS
from clinic.insights.forms import NAMES, RangeForm
from clinic.insights.ranges import Range
from clinic.staff import access
from clinic.staff.rights import Right

blueprint = Blueprint("insights", __name__, url_prefix="/staff/insights")
blueprint.before_request(access.only(Right.read_insights))

PICTURE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A picture has its looks within it, and needs nothing else."""


@blueprint.get("/")
def insights() -> ResponseReturnValue:
    """What was counted of some weeks, of a year or of everything."""
    standing = queries.standing()
    if standing is None:
        return render_template("insights/insights.html", standing=None)
    name, chosen = RangeForm(request.args).chosen(standing.begins)
    counted = queries.counted(chosen)
    return render_template(
        "insights/insights.html",
        standing=standing,
        names=NAMES,
        name=name,
        chosen=chosen,
        form=RangeForm(None, data={"since": chosen.first, "until": chosen.last}),
        findings=[find(counted) for find in FINDINGS.values()],
        picture=partial(_picture, chosen),
    )


@blueprint.get("/<slug>.svg")
def plot(slug: str) -> ResponseReturnValue:
    """One finding as a picture."""
    from clinic.insights import plots  # only who looks at a plot pays for the library

    standing, size = queries.standing(), request.args.get("size", "")
    if standing is None or slug not in FINDINGS or size not in plots.WIDTHS:
        abort(HTTPStatus.NOT_FOUND)
    _, chosen = RangeForm(request.args).chosen(standing.begins)
    finding = FINDINGS[slug](queries.counted(chosen))
    if not finding.has_plot:
        abort(HTTPStatus.NOT_FOUND)
    headers = {"Content-Security-Policy": PICTURE_ONLY}
    return Response(plots.draw(finding, size), mimetype="image/svg+xml", headers=headers)


def _picture(chosen: Range, slug: str, size: str) -> str:
    """Give the address of a plot of these days."""
    return url_for("insights.plot", slug=slug, size=size, since=chosen.first, until=chosen.last)
