"""The shelf in front of Flask: what is the same for everyone is rendered once per edition and answered from memory.

A view offers its answer with `keep`. The shelf then asks Flask for that address once more as somebody who says nothing
but the address, so that nothing of a visitor gets onto it, and answers everyone with copies of that: before any hook,
session, cookie or question to the database.

An edition is what the pages depend on beyond code and settings, such as the reviews that stand. A slice registers a
function that tells it. While people visit, a background thread asks these functions again each half minute; visitors
meanwhile get the copies that are there, and when something has changed the shelf is emptied.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.test import create_environ

from clinic.core.copies import Copy
from clinic.core.errors import sqlstate
from config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

Query = Mapping[str, Collection[str]]
"""The parameters that a page answers to, each with all its values; any other query changes nothing."""
Copies = dict[tuple[str, str], Copy]
"""By path and query."""

NO_QUERY: Query = {}
OFFERED = "clinic.shelf.offered"
DOUBTED = "clinic.shelf.doubted"
READING = frozenset({"GET", "HEAD"})
LOOK_AGAIN_SECONDS = 30.0
MOST_COPIES = 500
MOST_PARAMETERS = 20

editions: list[Callable[[], object]] = []


def edition(ask: Callable[[], object]) -> Callable[[], object]:
    """Register a question that tells what pages depend on: its answer differs, and never returns, when they change."""
    editions.append(ask)
    return ask


def keep(response: Response, query: Query = NO_QUERY) -> Response:
    """Offer an answer to the shelf; it must be the same for everyone, and must not depend on any other query."""
    request.environ[OFFERED] = query
    return response


def doubt() -> None:
    """Say that the answer being made is the best just now, without the database: the next look that works ends it."""
    if has_request_context():
        request.environ[DOUBTED] = True


@dataclass(frozen=True)
class Answer:
    """What Flask says, until it is known whether that is wanted."""

    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes]

    @classmethod
    def of(cls, app: "WSGIApplication", environ: "WSGIEnvironment") -> "Answer":
        said: list[tuple[str, list[tuple[str, str]]]] = []
        # Flask wants no way to write() back.
        body = app(environ, lambda status, headers, fault=None: said.append((status, headers)))  # type: ignore[arg-type]  # a start_response without write()
        return cls(*said[0], body)

    @property
    def sets_cookie(self) -> bool:
        return any(name.lower() == "set-cookie" for name, _ in self.headers)

    def close(self) -> None:
        if hasattr(self.body, "close"):
            self.body.close()


class Shelf:
    """A WSGI layer around Flask."""

    def __init__(self, app: Flask, public_url: str) -> None:
        self.app = app
        self.flask: WSGIApplication = app.wsgi_app
        self.public_url = public_url
        self.hosts: list[str] | None = app.config["TRUSTED_HOSTS"]
        self.queries: dict[str, Query] = {}
        self.copies: Copies = {}
        self.edition: list[object] | None = None
        self.looked_at = time.monotonic()
        self.look_again_seconds = LOOK_AGAIN_SECONDS
        self.looking = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # Flask refuses a strange host by the same function; here it is simply not answered from memory.
        if environ["REQUEST_METHOD"] not in READING or not host_is_trusted(environ.get("HTTP_HOST"), self.hosts):
            return self.flask(environ, start_response)
        copy = self._copy(environ)
        if copy is None:
            return self._ask(environ, start_response)
        if time.monotonic() - self.looked_at > self.look_again_seconds:
            self._look_meanwhile()
        return copy.answer(environ, start_response)

    def _copy(self, environ: "WSGIEnvironment") -> Copy | None:
        """Give the copy for an address that was offered before, rendering it when it is not there."""
        path, asked = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        copies = self.copies
        copy = copies.get((path, asked))
        if copy is None and path in self.queries:
            query = _known(asked, self.queries[path])
            copy = copies.get((path, query)) or self._render(path, query, copies)
        return copy

    def _ask(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Let Flask answer, and should it offer the answer, give a copy instead: the first as all that follow."""
        answer = Answer.of(self.flask, environ)
        if OFFERED in environ and len(self.queries) < MOST_COPIES:
            self.queries[environ["PATH_INFO"]] = environ[OFFERED]
            if copy := self._copy(environ):
                answer.close()
                return copy.answer(environ, start_response)
        start_response(answer.status, _for_one(answer.headers) if OFFERED in environ else answer.headers)
        return answer.body

    def _render(self, path: str, query: str, copies: Copies) -> Copy | None:
        """Ask Flask for an address as nobody in particular; the copy goes to those of the edition it began in."""
        environ = {**create_environ(base_url=self.public_url), "PATH_INFO": path, "QUERY_STRING": query}
        answer = Answer.of(self.flask, environ)
        body = b"".join(answer.body)
        answer.close()
        if OFFERED not in environ or not answer.status.startswith("200 "):
            return None
        if answer.sets_cookie:
            logger.error("%s sets a cookie, so it cannot be kept for everyone.", path)
            return None
        copy = Copy(answer.headers, body)
        if len(copies) < MOST_COPIES:
            copies[path, query] = copy
        if DOUBTED in environ:
            self.edition = None
        return copy

    def _look_meanwhile(self) -> None:
        self.looked_at = time.monotonic()
        if not self.looking.locked():
            threading.Thread(target=self.look, name="shelf", daemon=True).start()

    def look(self) -> None:
        """Ask what the pages depend on, and empty the shelf if it has changed; without a database all stays."""
        with self.looking:
            self.looked_at = time.monotonic()
            try:
                with self.app.app_context():
                    found = [ask() for ask in editions]
            except SQLAlchemyError as fault:
                logger.warning("The pages stay as they are; the database cannot be asked (%s).", sqlstate(fault))
                return
            if found != self.edition:
                self.edition = found
                self.empty()

    def empty(self) -> None:
        """Put all copies away. One that is being rendered at this moment goes with them."""
        self.copies = {}


def _for_one(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take back that anyone may keep an answer: it was offered to the shelf, and is one visitor's after all."""
    return [
        *((name, value) for name, value in headers if name.lower() != "cache-control"),
        ("Cache-Control", "no-store"),
    ]


def _known(asked: str, query: Query) -> str:
    """Give the part of a query that the page answers to, always written alike."""
    if not asked or not query:
        return ""
    try:
        given = dict(reversed(parse_qsl(asked, max_num_fields=MOST_PARAMETERS)))
    except ValueError:
        return ""
    return urlencode({name: given[name] for name, values in query.items() if given.get(name) in values})


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["shelf"] = app.wsgi_app = Shelf(app, settings.public_url)  # type: ignore[method-assign]  # as Flask documents it
