"""The pages at /local/mail/: every email that the clinic sent on this machine."""

from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template

from clinic.core.headers import POLICY
from clinic.core.settings import settings
from clinic.local import mailbox

FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
)

blueprint = Blueprint("local", __name__, url_prefix="/local/mail")


def folder() -> Path:
    return Path(settings().clinic_instance) / "mail"


def caught(name: str) -> mailbox.Caught:
    return mailbox.mail(folder(), name) or abort(404)


@blueprint.get("/")
def mails() -> str:
    return render_template("local/mails.html", mails=mailbox.mails(folder()))


@blueprint.get("/<name>/")
def mail(name: str) -> Response:
    response = make_response(render_template("local/mail.html", mail=caught(name)))
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@blueprint.get("/<name>/html")
def html(name: str) -> Response:
    """Show the HTML part alone, in a frame that can run and load nothing; its links open outside the frame."""
    words = caught(name).part("html").replace("<head>", '<head><base target="_blank">', 1)
    response = Response(words, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/<name>/source")
def source(name: str) -> Response:
    return Response(caught(name).source, mimetype="text/plain")
