import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import url_for

from clinic.core.static_files import StaticFile
from tests.core.board import watched
from tests.pages import CheckedClient
from tests.world import World

CSS = "css/clinic.css"
FOR_GOOD, FOR_NOW = "public, max-age=31536000, immutable", "public, max-age=60"


@pytest.fixture
def address(world: World) -> str:
    with world.app.test_request_context():
        return url_for("static", filename=CSS)


@pytest.fixture
def on_disk(world: World) -> bytes:
    return (Path(world.app.static_folder or "") / CSS).read_bytes()


def test_a_file_is_addressed_by_its_bytes_and_kept_for_good(
    client: CheckedClient, address: str, on_disk: bytes
) -> None:
    answer = client.get(address)
    assert re.fullmatch(r"/static/css/clinic\.css\?v=[0-9a-f]{12}", address)
    assert answer.headers["Cache-Control"] == FOR_GOOD
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.data == on_disk


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?w=1"])
def test_any_other_address_of_a_file_is_kept_for_a_moment_only(
    client: CheckedClient, on_disk: bytes, query: str
) -> None:
    answer = client.get(f"/static/{CSS}{query}")
    assert answer.headers["Cache-Control"] == FOR_NOW
    assert answer.data == on_disk


def test_fingerprints_that_are_not_ours_do_not_fill_the_shelf(client: CheckedClient, world: World) -> None:
    for number in range(20):
        client.get(f"/static/{CSS}?v={number:012}")
    assert list(world.app.extensions["shelf"].copies) == [(f"/static/{CSS}", "")]


def test_other_bytes_have_another_address(tmp_path: Path) -> None:
    file = tmp_path / "plain.css"
    file.write_text("a { color: teal }")
    before = StaticFile.read(file).fingerprint
    file.write_text("a { color: navy }")
    assert StaticFile.read(file).fingerprint != before


def test_a_file_is_packed_once_and_answered_from_memory(client: CheckedClient, address: str, on_disk: bytes) -> None:
    client.get(address)
    with watched() as seen:
        assert brotli.decompress(client.get(address, headers={"Accept-Encoding": "br"}).data) == on_disk
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == on_disk
        again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
        assert again.status_code == 304
    assert seen == []


def test_a_file_carries_the_security_headers_and_no_cookie(client: CheckedClient, address: str) -> None:
    answer = client.get(address)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["css/missing.css", "../config.py", "css/../../core/db.py", "/etc/passwd", "css"])
def test_what_is_no_file_of_ours_is_not_found_and_not_kept(client: CheckedClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code in {308, 404}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/privacy/", "/consultation/quick/", "/staff/sign-in/"])
def test_every_page_names_files_by_their_bytes(client: CheckedClient, path: str) -> None:
    page = client.page(path)
    named = [part.get("src") or part.get("href", "") for part in page.all("link", "script", "img")]
    files = [name for name in named if name.startswith("/static/")]
    assert files
    for name in files:
        assert client.get(name).headers["Cache-Control"] == FOR_GOOD, name


@pytest.mark.parametrize("path", ["/consultation/", "/consultation/quick/", "/staff/sign-in/", "/staff/", "/no/page"])
def test_nobody_keeps_the_pages_of_patients_and_staff_or_what_was_not_found(client: CheckedClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"
