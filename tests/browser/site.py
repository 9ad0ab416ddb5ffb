"""The clinic's site as a browser sees it, and shortcuts to places in it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
from werkzeug.serving import make_server

from clinic import create_app
from clinic.core.extensions import limiter
from clinic.intake import drafts
from clinic.local import routes
from clinic.local.valkey import free_port
from config import Settings
from tests.pages import CheckedClient
from tests.staff.hashing import hash_with_little_effort
from tests.world import World

HOST = "127.0.0.1"
PHONE, DESK = 360, 1280
LONGEST_WAIT = 20_000


class Live:
    """The application behind a server with threads, with the pages of caught mail."""

    def __init__(self, environment: dict[str, str], instance: Path) -> None:
        port = free_port()
        self.url = f"http://{HOST}:{port}"
        self.mail = instance / "mail"
        self.mail.mkdir()
        self.app = create_app(_settings(environment, self.url, instance))
        self.app.test_client_class = CheckedClient
        hash_with_little_effort(self.app)
        self.app.register_blueprint(routes.blueprint)
        self.server = make_server(HOST, port, self.app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, name="site")

    def forget(self) -> None:
        """Know nothing of the test before: no counts, nothing remembered, no copy of a page."""
        with self.app.app_context():
            limiter.reset()
        self.app.extensions.get("memory", {}).clear()
        self.app.extensions["shelf"].empty()

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _settings(environment: dict[str, str], url: str, instance: Path) -> Settings:
    return Settings.from_environ({**environment, "PUBLIC_URL": url, "CLINIC_INSTANCE": str(instance)})


@dataclass
class Site:
    world: World
    live: Live
    browser: Browser
    monkeypatch: pytest.MonkeyPatch
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def app(self) -> Flask:
        return self.live.app

    def address(self, path: str) -> str:
        return self.live.url + path

    def tab(self, path: str = "", *, javascript: bool = True, width: int = PHONE, **options: Any) -> Page:
        """Open a browser of its own, with no cookies, and note what a visitor should never meet."""
        size = {"width": width, "height": 740}
        context = self.browser.new_context(viewport=size, java_script_enabled=javascript, **options)  # type: ignore[arg-type]  # a plain dict is a size
        context.set_default_timeout(LONGEST_WAIT)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda fault: self.troubles.append(f"{page.url}: {fault}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        if path:
            page.goto(self.address(path))
        return page

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def has(self, **changes: Any) -> None:
        """Change settings for this test."""
        changed = replace(self.app.extensions["settings"], **changes)
        self.monkeypatch.setitem(self.app.extensions, "settings", changed)

    def breaks(self, target: object, name: str, fault: Exception) -> None:
        self.monkeypatch.setattr(target, name, _raising(fault))

    def draft(self, answers: dict[str, Any], *done: str) -> str:
        """Begin a full form with these answers and steps done; gives the token for the cookie."""
        with self.world.context():
            draft, token = drafts.start_draft(answers)
            for slug in done:
                drafts.save_step(draft.id, slug, {})
        return token

    def give_cookie(self, page: Page, name: str, value: str) -> None:
        page.context.add_cookies([{"name": name, "value": value, "url": self.live.url}])

    def link_in(self, recipient: str) -> str:
        """Send what is owed, and give the first link of the last email to this person."""
        self.world.send_mail()
        body = self.world.sink.to(recipient)[-1].get_body(("plain",))
        assert body is not None
        words: list[str] = body.get_content().split()
        return next(word for word in words if word.startswith("http"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob"} and not request.url.startswith(self.live.url):
            self.troubles.append(f"asks {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.troubles.append(f"{response.url} answers {response.status}")


def _raising(fault: Exception) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> Any:
        raise fault

    return broken
