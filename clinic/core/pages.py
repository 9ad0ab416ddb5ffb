"""Information pages: the same for everyone, so that anyone may keep a copy for a while."""

from flask import Response, make_response, render_template, request

MINUTES_KEPT = 5


def information_page(template: str, **values: object) -> Response:
    """Render a page that sets no cookie, may be cached publicly, and answers 304 to who has it."""
    response = make_response(render_template(template, **values))
    response.cache_control.public = True
    response.cache_control.max_age = MINUTES_KEPT * 60
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]  # werkzeug's own base class
