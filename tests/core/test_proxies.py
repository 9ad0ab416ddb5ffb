"""Whose address a request comes from, which limits go by: as many proxies are believed as the operator says."""

from dataclasses import replace

import pytest
from flask import Flask, request, request_finished

from clinic import create_app
from tests.world import World

FORGED = "203.0.113.9, 198.51.100.7"
"""What somebody made up, and behind it what the nearest proxy wrote: from whom it had the request."""


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "198.51.100.7")])
def test_what_a_visitor_says_of_their_address_is_not_believed(world: World, proxies: int, believed: str) -> None:
    seen = []

    def note(sender: Flask, **_: object) -> None:
        seen.append((request.remote_addr, request.host, request.scheme))

    app = create_app(replace(world.app.extensions["settings"], trusted_proxies=proxies))
    with request_finished.connected_to(note, app):
        app.test_client().get("/nowhere/", headers={"X-Forwarded-For": FORGED, "X-Real-IP": "203.0.113.9"})
    assert seen == [(believed, "localhost", "http")]
