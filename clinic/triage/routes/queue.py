"""The queue: every request, newest first."""

import uuid
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.intake import queries as intakes
from clinic.triage.routes.blueprint import blueprint

PAGE = 50


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    """Every request, newest first, a page at a time."""
    rows = intakes.newest(PAGE + 1, _before())
    older = _address(rows[PAGE - 1].submitted_at, rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return render_template("triage/queue.html", intakes=rows[:PAGE], older=older, is_first=not request.args)


def _before() -> tuple[datetime, uuid.UUID] | None:
    """Read where the page begins; whatever cannot be read begins at the newest."""
    try:
        moment = datetime.fromisoformat(request.args.get("before", ""))
        return (moment, uuid.UUID(request.args.get("id", ""))) if moment.tzinfo else None
    except ValueError:
        return None


def _address(submitted_at: datetime, id: uuid.UUID) -> str:
    return url_for("triage.queue", before=submitted_at.isoformat(), id=str(id))
