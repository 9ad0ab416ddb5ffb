"""The staff's pages of outgoing mail: every email, how it stands, and what can still be done about it."""

import uuid
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.errors import Refusal
from clinic.notifications import queries as outgoing
from clinic.notifications.mending import POSSIBLE, AddressChanged, BeingSent, Mending, NoLongerKept, NotInThisState
from clinic.notifications.models import Notification
from clinic.staff import access
from clinic.staff.rights import may
from clinic.triage.mail import queries, services
from clinic.triage.mail.forms import STATES, AddressForm, FilterForm, MendForm
from clinic.triage.routes.blueprint import blueprint

PAGE = 50

DONE = {
    Mending.sent_again: "The email is on its way again.",
    Mending.corrected: "The address is corrected, and the email is on its way.",
    Mending.cancelled: "The email is cancelled and will not be sent.",
}

REFUSED: dict[type[Refusal], str] = {
    BeingSent: "A worker is sending this email at this moment, so nothing was changed. "
    "Load the page again in a minute to see how that ended.",
    NotInThisState: "This is no longer possible, so nothing was changed. The page shows how the email stands now.",
    AddressChanged: "The address was corrected after you opened this page, so nothing was changed. "
    "The page shows the address that the email has now.",
}


@blueprint.get("/notifications/")
def notifications() -> ResponseReturnValue:
    """Every email, the latest promised first, a page at a time."""
    form = FilterForm(request.args)
    chosen = form.chosen
    states, kind, before = STATES.get(chosen.get("state", ""), ()), chosen.get("kind", ""), _before()
    rows = queries.listed(PAGE + 1, states, kind, before)
    older = {**chosen, **_after(rows[PAGE - 1].email)} if len(rows) > PAGE else {}
    return render_template(
        "triage/notifications.html",
        listed=rows[:PAGE],
        form=form,
        is_filtered=bool(chosen),
        newer=_address(chosen) if before else "",
        older=_address(older) if older else "",
        owed=outgoing.number_owed(),
        oldest=outgoing.oldest_unsent(),
        server=outgoing.mail_server(),
    )


@blueprint.route("/notifications/<uuid:id>/", methods=["GET", "POST"])
def notification(id: uuid.UUID) -> ResponseReturnValue:
    """One email, with what was done and can be done about it by hand."""
    if request.method == "GET":
        return _shown(id, AddressForm())
    if queries.email(id) is None:
        abort(HTTPStatus.NOT_FOUND)
    mending = _read_mending()
    form = AddressForm() if mending is Mending.corrected else MendForm()
    if not form.validate():
        return _shown(id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    recipient = form.recipient.data if isinstance(form, AddressForm) else ""
    try:
        services.mend(mending, id, form.seen.data or "", recipient or "", access.actor())
    except NoLongerKept:
        abort(HTTPStatus.NOT_FOUND)
    except (BeingSent, NotInThisState, AddressChanged) as refusal:
        return _shown(id, form, refusal), HTTPStatus.CONFLICT
    flash(DONE[mending], "success")
    return redirect(url_for("triage.notification", id=id), HTTPStatus.SEE_OTHER)


def _shown(id: uuid.UUID, form: MendForm, refusal: Refusal | None = None) -> str:
    """Show an email as it stands now, with what the person typed."""
    listed = queries.email(id)
    if listed is None:
        abort(HTTPStatus.NOT_FOUND)
    role, kind = access.signed_in().role, listed.email.kind
    allowed = {each for each in Mending if may(role, queries.needed_for(each, kind))}
    if listed.is_for_one_address:
        allowed.discard(Mending.corrected)
    return render_template(
        "triage/notification.html",
        listed=listed,
        form=form if isinstance(form, AddressForm) else AddressForm(formdata=None),
        refused=REFUSED[type(refusal)] if refusal else "",
        faults=form,
        page_has_errors=bool(form.errors),
        possible={each.name for each in allowed if listed.email.state in POSSIBLE[each]},
        may_mend=bool(allowed),
        corrected_by_others=Mending.corrected not in allowed and listed.email.state in POSSIBLE[Mending.corrected],
        done=queries.done_by_hand(id),
    )


def _read_mending() -> Mending:
    try:
        return Mending[request.form.get("mending", "")]
    except KeyError:
        abort(HTTPStatus.BAD_REQUEST)


def _address(query: dict[str, str]) -> str:
    return f"{url_for('triage.notifications')}?{urlencode(query)}" if query else url_for("triage.notifications")


def _after(last: Notification) -> dict[str, str]:
    return {"before": last.created_at.isoformat(), "id": str(last.id)}


def _before() -> tuple[datetime, uuid.UUID] | None:
    """Read where the page begins; whatever cannot be read begins at the newest."""
    try:
        moment = datetime.fromisoformat(request.args.get("before", ""))
        return (moment, uuid.UUID(request.args.get("id", ""))) if moment.tzinfo else None
    except ValueError:
        return None
