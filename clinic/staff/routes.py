"""The pages for everybody who works here: signing in, which is Flask-Security's in our templates; account; settings."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import Form
from flask_wtf.csrf import CSRFError

from clinic.core.errors import error_page
from clinic.core.forms import PressForm
from clinic.staff import cookie, services, sessions
from clinic.staff.access import actor, signed_in, staff_only
from clinic.staff.forms import ALL_OTHERS, EndForm, SignInForm
from clinic.staff.models import Role
from clinic.staff.rights import IN_WORDS, MAY
from clinic.staff.settable import offer, offered_to

CLOSED = ("two_factor_rescue", "two_factor_setup_validate", "tf_select")
"""Views that the library always adds: one emails an administrator, the others no page of ours leads to."""

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
blueprint.before_request(staff_only)

RAN_OUT = "This page was open for too long. Please try again."


def page(template: str, **values: Any) -> tuple[str, int]:
    """Render one of the library's pages, with the status of a page that holds an error when it does."""
    wrong = any(value.errors for value in values.values() if isinstance(value, Form))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render_template(template, page_has_errors=wrong, **values), status


def not_found(**values: str) -> ResponseReturnValue:
    abort(HTTPStatus.NOT_FOUND)


def form_ran_out(fault: CSRFError) -> ResponseReturnValue:
    """Give the form again, with a fresh token, to somebody whose session ran out."""
    if request.endpoint == "security.login":
        form = SignInForm(formdata=request.form)
        form.form_errors.append(RAN_OUT)
        return page("staff/sign_in.html", login_user_form=form)
    if request.blueprint == "security":
        flash(RAN_OUT, "info")
        return redirect(request.full_path)
    return error_page(HTTPStatus.BAD_REQUEST)


@blueprint.get("/account/")
def account() -> ResponseReturnValue:
    lasting = sessions.lasting(signed_in().id)
    return render_template(
        "staff/account.html", sessions=lasting, current=cookie.current(), others=ALL_OTHERS, form=PressForm()
    )


@blueprint.post("/account/sessions/")
def end_sessions() -> ResponseReturnValue:
    """End one of one's own sessions, or all but this one."""
    form = EndForm()
    if not form.validate():
        flash(RAN_OUT, "info")
    elif form.ends_all_others:
        services.end_other_sessions(signed_in(), cookie.current(), actor())
        cookie.stay(signed_in())
        flash("You are signed out everywhere else.", "success")
    elif services.end_session(form.chosen, actor()):
        flash("That session has ended.", "success")
    else:
        flash("That session had ended already.", "info")
    return redirect(url_for("staff.account"), HTTPStatus.SEE_OTHER)


@blueprint.post("/account/digest/")
def digest() -> ResponseReturnValue:
    """Begin or end the email that tells each morning what waits."""
    wanted = request.form.get("press") == "begin"
    if PressForm().validate():
        services.want_digest(signed_in().id, wanted)
        flash("From the next working day on, an email tells you what waits." if wanted else "It has ended.", "success")
    return redirect(url_for("staff.account"), HTTPStatus.SEE_OTHER)


@blueprint.get("/settings/")
def settings() -> ResponseReturnValue:
    return render_template("staff/settings.html", offers=offered_to(signed_in().role))


offer("staff.roles", "Roles", "Who may do what. To be read, and printed.")


@blueprint.get("/settings/roles/")
def roles() -> ResponseReturnValue:
    """The table of rights, for paper too."""
    return render_template("staff/roles.html", roles=list(Role), rights=IN_WORDS, may=MAY)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.register_error_handler(CSRFError, form_ran_out)
    for name in CLOSED:
        app.view_functions[f"security.{name}"] = not_found
