"""The security headers of every answer, who may post to us, and by which names we may be asked."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.exceptions import SecurityError

from clinic.core.settings import settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    app.before_request(refuse_strange_posts)
    app.after_request(add_headers)
    app.register_error_handler(SecurityError, refuse_strange_host)


def refuse_strange_posts() -> None:
    """Turn back a post that a browser says another site started, or that is no form: no page of ours sends JSON."""
    if request.method in SAFE:
        return
    if request.is_json:
        abort(415)
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    if origin and origin != "null" and _host_of(origin) != request.host:
        abort(403)


def sent_by_our_page() -> bool:
    """Tell whether the browser itself says that a page of ours sent this. Old browsers and scripts say nothing.

    Our pages send no referrer, and so a browser that says where it posts from says `Origin: null` of them.
    """
    is_same = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return is_same or _host_of(request.headers.get("Origin", "")) == request.host


def refuse_strange_host(fault: SecurityError) -> Response:
    """Answer without a page: no address can be built for a host that is not ours, so no link either."""
    return Response("This is not an address of the clinic.\n", 400, mimetype="text/plain")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if settings().secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    return response
