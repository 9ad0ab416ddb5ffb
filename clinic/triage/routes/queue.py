"""The queue: every request, in the order in which they want an answer."""

from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import utcnow
from clinic.staff import access
from clinic.staff.queries import active_accounts
from clinic.triage import queries
from clinic.triage.filters import FilterForm
from clinic.triage.queries import View
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.time_left import time_left

PAGE = 50

TABS = {
    View.waiting: "To answer",
    View.mine: "Mine",
    View.unassigned: "Unassigned",
    View.overdue: "Overdue",
    View.contacted: "Patient’s turn",
    View.all: "All",
}


URGENT_FIRST = "the most urgent first, and of these the one due soonest"
ORDERS = {View.contacted: "the oldest first", View.all: "the newest first"}

NOTHING = {
    View.waiting: "Nobody waits for a first contact. A new request appears here the moment it is sent.",
    View.mine: "No open request is assigned to you.",
    View.unassigned: "Every request that waits is assigned to somebody.",
    View.overdue: "Nothing is late.",
    View.contacted: "Nobody has been contacted and owes us an answer.",
    View.all: "No requests yet. A new one appears here the moment it is sent.",
}


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    """A part of the queue, a page at a time."""
    form = FilterForm(request.args, ((each.id, each.name) for each in active_accounts()))
    wanted = form.wanted(access.signed_in().id)
    order = queries.order_of(wanted)
    rows = queries.queue(wanted, PAGE + 1, order.read(request.args.get("after", "")))
    here = partial(url_for, "triage.queue", **form.chosen)
    return render_template(
        "triage/queue.html",
        form=form,
        rows=rows[:PAGE],
        wanted=wanted,
        tabs=TABS,
        order_in_words=ORDERS.get(wanted.view, URGENT_FIRST),
        nothing=NOTHING[wanted.view],
        now=utcnow(),
        time_left=time_left,
        next=here(after=_written(rows[PAGE - 1].key)) if len(rows) > PAGE else "",
        first=here() if "after" in request.args else "",
    )


def _written(key: tuple[object, ...]) -> str:
    return "~".join(map(str, key))
