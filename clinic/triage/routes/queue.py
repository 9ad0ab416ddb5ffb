"""The queue: every request, in the order in which they want an answer."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import utcnow
from clinic.staff import access
from clinic.triage import queries
from clinic.triage.queries import View, Wanted
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
    wanted = _wanted()
    order = queries.order_of(wanted)
    rows = queries.queue(wanted, PAGE + 1, order.read(request.args.get("after", "")))
    return render_template(
        "triage/queue.html",
        rows=rows[:PAGE],
        wanted=wanted,
        tabs=TABS,
        order_in_words=ORDERS.get(wanted.view, URGENT_FIRST),
        nothing=NOTHING[wanted.view],
        now=utcnow(),
        time_left=time_left,
        next=_address(wanted, _written(rows[PAGE - 1].key)) if len(rows) > PAGE else "",
        first=_address(wanted) if "after" in request.args else "",
    )


def _wanted() -> Wanted:
    """Read what is wanted from the address; whatever cannot be read is left out."""
    view = request.args.get("view", "")
    return Wanted(access.signed_in().id, View(view) if view in set(View) else View.waiting)


def _address(wanted: Wanted, after: str = "") -> str:
    view = None if wanted.view is View.waiting else wanted.view.value
    return url_for("triage.queue", view=view, after=after or None)


def _written(key: tuple[object, ...]) -> str:
    return "~".join(map(str, key))
