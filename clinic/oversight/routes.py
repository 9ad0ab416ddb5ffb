"""The page of the audit trail, for administrators."""

import re
from datetime import datetime
from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for

from clinic.core.audit import AuditEntry
from clinic.core.clock import today
from clinic.core.forms import PressForm
from clinic.core.spreadsheets import download
from clinic.oversight import queries, services
from clinic.oversight.export import table
from clinic.oversight.filters import FilterForm
from clinic.oversight.queries import Place
from clinic.oversight.telling import tell
from clinic.staff import access
from clinic.staff.freshness import fresh_only
from clinic.staff.rights import Right
from clinic.staff.settable import offer

blueprint = Blueprint("oversight", __name__, url_prefix="/staff/settings/audit")
blueprint.before_request(access.only(Right.read_audit_trail))

offer("oversight.audit", "Audit trail", "Who looked at what, and who changed what.", Right.read_audit_trail)

PAGE = 50
PLACE = re.compile(r"(.+)~([0-9]{1,18})")


@blueprint.get("/")
def audit() -> str:
    """Who did what, the newest first, a page at a time."""
    actors, place = queries.actors(), _place(request.args.get("before", ""))
    form = FilterForm(request.args, actors)
    found = services.look(form.wanted(), PAGE + 1, place, access.actor())
    here = partial(url_for, "oversight.audit", **form.chosen)
    return render_template(
        "oversight/audit.html",
        form=form,
        told=tell(found[:PAGE], actors),
        newer=here() if place else "",
        older=here(before=_written(found[PAGE - 1])) if len(found) > PAGE else "",
        export=url_for("oversight.export", **form.chosen),
    )


@blueprint.post("/export/")
@fresh_only
def export() -> Response:
    """What all pages show together, for a spreadsheet."""
    if not PressForm().validate():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    actors = queries.actors()
    wanted = FilterForm(request.args, actors).wanted()
    services.begin_export(wanted, access.actor())
    return download(f"audit-trail-{today()}", table(wanted, actors))


def _written(entry: AuditEntry) -> str:
    return f"{entry.at.isoformat()}~{entry.id}"


def _place(text: str) -> Place | None:
    """Read where the page begins; whatever cannot be read begins at the newest."""
    parts = PLACE.fullmatch(text)
    try:
        moment = datetime.fromisoformat(parts[1]) if parts else None
    except ValueError:
        return None
    return Place(moment, int(parts[2])) if parts and moment and moment.tzinfo else None
