"""A page in a real page's place, so that a test decides what it says and counts how often it is rendered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, make_response
from flask.signals import request_started
from sqlalchemy import Engine, event, text

from clinic.core.db import db
from clinic.core.pages import public
from clinic.core.shelf import NO_QUERY, Query, Shelf
from tests.world import World

ENDPOINT, PATH = "privacy.notice", "/privacy/"


class Board:
    """Asks the database on each rendering, as a page with a review does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shelf: Shelf = world.app.extensions["shelf"]
        self.words: Callable[[], str] = lambda: "first words"
        self.query: Query = NO_QUERY
        self.is_for_all = True
        self.renderings = 0
        self.dress: Callable[[Response], Response] = lambda response: response

    def view(self) -> Response:
        self.renderings += 1
        db.session.execute(text("SELECT 1"))
        long = "Plain words about hair. " * 100
        page = f"<!doctype html><title>Board</title><h1>Board</h1><p>{self.words()}</p><p>{long}</p>"
        response = make_response(page)
        return self.dress(public(response, self.query) if self.is_for_all else response)

    def says(self, words: str) -> None:
        self.words = lambda: words

    def read(self, query: str = "") -> str:
        return self.world.client().get(f"{PATH}?{query}" if query else PATH).text


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note every request that reaches Flask, and every statement that reaches the database."""
    seen: list[str] = []

    def reached(sender: object, **_: object) -> None:
        seen.append("Flask")

    def asked(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    request_started.connect(reached)
    event.listen(Engine, "before_cursor_execute", asked)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", asked)
        request_started.disconnect(reached)


def wait_for_looks() -> None:
    for thread in threading.enumerate():
        if thread.name == "shelf":
            thread.join(10)
            assert not thread.is_alive()
