"""Attacks go through the whole application, and leave nothing behind: each is undone in the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

import redis
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from clinic.core.db import db
from tests.fuzzing.attacks import MARK, Attack, attacks
from tests.fuzzing.pages import Form, FormReader
from tests.fuzzing.people import Somebody
from tests.world import World


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    text: str

    @property
    def is_wrong(self) -> bool:
        """Whether it is a fault of ours, or takes somebody's words for markup."""
        return self.status >= 500 or (self.is_page and MARK in self.text)

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass
class Site:
    """The application as attackers see it."""

    world: World = field(repr=False)
    people: list[Somebody] = field(repr=False)
    watch: Callable[[], Any] = lambda: None
    """What to look at after each attack, before it is undone; its answer is `watched`."""
    watched: Any = None

    def send(self, who: Somebody, attack: Attack) -> Answer:
        with self._undone():
            body, status, headers = run_wsgi_app(self.world.app, _environ(who, attack), buffered=True)
            content = b"".join(body)
            self.watched = self.watch()
        if status.startswith(("2", "3")):
            self._forget()
        return Answer(int(status[:3]), headers, content.decode("utf-8", "replace"))

    @contextmanager
    def _undone(self) -> Iterator[None]:
        with self.world.context():
            connection: Any = db.engine  # the connection of the test's outer transaction
        with connection.begin_nested() as savepoint:
            yield
            savepoint.rollback()

    def _forget(self) -> None:
        """Forget what the process remembers of what was undone, and how often somebody came."""
        self.world.app.extensions["memory"].clear()
        redis.Redis.from_url(self.world.app.extensions["settings"].redis_url).flushdb()

    def forms(self, who: Somebody, address: Form) -> list[Form]:
        """Give what can be sent from an address: the forms of its page, or else a form that only has a token."""
        if address.path not in who.forms:
            page = self.send(who, Attack("GET", address.path))
            who.forms[address.path] = FormReader(address.path, page.text if page.is_page else "").forms
        read = who.forms[address.path]
        tokens = [form.fields["csrf_token"] for form in read if "csrf_token" in form.fields]
        return [*read, Form(address.method, address.path, {"csrf_token": tokens[0]} if tokens else {})]


@st.composite
def attacks_on(draw: st.DrawFn, site: Site) -> tuple[Somebody, Attack]:
    who = draw(st.sampled_from(site.people))
    form = draw(st.sampled_from(site.forms(who, draw(st.sampled_from(who.addresses)))))
    return who, draw(attacks(form))


def _environ(who: Somebody, attack: Attack) -> dict[str, Any]:
    environ = EnvironBuilder(method=attack.method, input_stream=BytesIO(attack.body)).get_environ()
    environ |= {"PATH_INFO": unquote_to_bytes(attack.path).decode("latin-1"), "QUERY_STRING": attack.query}
    environ |= {"CONTENT_LENGTH": str(len(attack.body)), "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": who.cookies}
    if attack.kind:
        environ["CONTENT_TYPE"] = attack.kind
    for name, value in attack.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_LENGTH" else f"HTTP_{key}"] = value
    return environ
