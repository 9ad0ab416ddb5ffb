"""Addresses for emails, which are composed where there is no request."""

from flask import current_app

from clinic.core.settings import settings


def public_link(endpoint: str, **values: object) -> str:
    path = current_app.url_map.bind("").build(endpoint, values)
    return settings().public_url + path
