"""Information pages: the same for everyone, so that the shelf and anyone else may keep a copy for a while."""

from flask import Response, make_response, render_template

from clinic.core.shelf import NO_QUERY, Query, keep

MINUTES_KEPT = 5


def information_page(template: str, /, query: Query = NO_QUERY, **values: object) -> Response:
    """Render a page for everyone: from the shelf, without a cookie, in every encoding, and 304 to who has it.

    `query` names the parameters that the page answers to, each with all its values; the view sees no others.
    """
    return public(make_response(render_template(template, **values)), query)


def public(response: Response, query: Query = NO_QUERY) -> Response:
    """Let anyone keep an answer that is the same for everyone, page or not."""
    response.cache_control.public = True
    response.cache_control.max_age = MINUTES_KEPT * 60
    return keep(response, query)
