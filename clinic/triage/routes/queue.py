"""The queue: every request, in the order in which they want an answer."""

from datetime import datetime
from functools import partial
from http import HTTPStatus
from uuid import UUID

from flask import abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import today, utcnow
from clinic.core.forms import PressForm
from clinic.core.spreadsheets import download
from clinic.intake.models import State
from clinic.rights import queries as rights
from clinic.rights.clocks import days_left
from clinic.scheduling.queries import ahead_of
from clinic.scheduling.words import short_when
from clinic.staff import access
from clinic.staff.cookie import asked_by_itself
from clinic.staff.freshness import fresh_only
from clinic.staff.queries import active_accounts
from clinic.staff.rights import Right, may
from clinic.triage import queries
from clinic.triage.export import begin_export, table
from clinic.triage.filters import FilterForm
from clinic.triage.queries import Listed, View
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.time_left import time_left

PAGE = 50
MOST_NEW = 100

TABS = {
    View.waiting: "To answer",
    View.mine: "Mine",
    View.unassigned: "Unassigned",
    View.overdue: "Overdue",
    View.answered: "They wrote",
    View.contacted: "Patient’s turn",
    View.all: "All",
}


URGENT_FIRST = "the most urgent first, and of these the one due soonest"
OLDEST_FIRST = "the oldest first"
ORDERS = {
    View.mine: "what is ours to do first, the most urgent before others",
    View.answered: "who has waited longest first",
    View.contacted: OLDEST_FIRST,
    View.all: "the newest first",
}

NOTHING = {
    View.waiting: "Nobody waits for a first contact. A new request appears here the moment it is sent.",
    View.mine: "No open request is assigned to you.",
    View.unassigned: "Every request that waits is assigned to somebody.",
    View.overdue: "Nothing is late.",
    View.answered: "Nobody has written whom we have not answered.",
    View.contacted: "Nobody has been contacted and owes us an answer.",
    View.all: "No requests yet. A new one appears here the moment it is sent.",
}


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    """A part of the queue, a page at a time."""
    form = filter_form()
    wanted = form.wanted(access.signed_in().id)
    order, role = queries.order_of(wanted), access.signed_in().role
    part = queries.queue(wanted, PAGE, order.read(request.args.get("after", "")))
    here, now = partial(url_for, "triage.queue", **form.chosen), utcnow()
    return render_template(
        "triage/queue.html",
        form=form,
        rows=part.lines,
        wanted=wanted,
        ahead=_ahead(part.lines),
        tabs=TABS,
        order_in_words=ORDERS.get(wanted.view, URGENT_FIRST),
        nothing=NOTHING[wanted.view],
        looked_through=queries.LOOKED_THROUGH,
        rights=rights.waiting() if may(role, Right.answer_rights) else None,
        days_left=days_left,
        now=now,
        time_left=time_left,
        next=here(after=_written(part.rest)) if part.rest else "",
        first=here() if "after" in request.args else "",
        news=url_for("triage.news", **form.chosen, since=now.isoformat()),
        export=url_for("triage.export", **form.chosen) if may(role, Right.export_requests) else "",
    )


def _ahead(lines: list[Listed]) -> dict[UUID, str]:
    """Say for when each of these requests is booked, where it has a time in our diaries."""
    booked = ahead_of(line.id for line in lines if line.state is State.booked)
    return {id: short_when(each.appointment.starts_at, each.zone) for id, each in booked.items()}


@blueprint.get("/news/")
@asked_by_itself
def news() -> ResponseReturnValue:
    """Say in words how much has come into a part of the queue since a page of it was made."""
    since = _moment(request.args.get("since", ""))
    number = queries.number_new(filter_form().wanted(access.signed_in().id), since, MOST_NEW)
    return jsonify(words=f"{number}{'+' if number == MOST_NEW else ''} new" if number else "")


@blueprint.post("/export/")
@fresh_only
def export() -> ResponseReturnValue:
    """What all pages of a part of the queue show together, for a spreadsheet."""
    form = filter_form()
    if not PressForm().validate():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    begin_export(form.chosen, access.actor())
    return download(f"requests-{today()}", table(form.wanted(access.signed_in().id)))


def filter_form() -> FilterForm:
    """Give what the page's address says of what somebody wants to see."""
    reads_answers = may(access.signed_in().role, Right.read_answers)
    return FilterForm(request.args, ((each.id, each.name) for each in active_accounts()), reads_answers)


def _written(key: tuple[object, ...]) -> str:
    return "~".join(map(str, key))


def _moment(text: str) -> datetime:
    try:
        return queries.moment(text)
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
