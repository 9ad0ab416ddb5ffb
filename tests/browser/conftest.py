"""The browser, and the site it looks at: the real application over the tests' servers."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.install import MISSING, executable
from tests.browser.site import Live, Site
from tests.world import World

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker("commits")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Live(environment, tmp_path_factory.mktemp("instance")) as server:
        yield server


@pytest.fixture
def site(world: World, live: Live, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    live.forget()
    site = Site(World(live.app, world.sink), live, browser, monkeypatch)
    yield site
    site.leave()
    assert not site.troubles
