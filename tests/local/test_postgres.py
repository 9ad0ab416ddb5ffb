import stat
from pathlib import Path

import psycopg
import pytest

from clinic.local.postgres import Postgres


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A private folder far down, as the home of a careful person is."""
    folder = tmp_path / ("deep" * 20) / ("deeper" * 20)
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    return folder


def answer(server: Postgres, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        return (connection.execute(question).fetchone() or [None])[0]


def test_what_was_committed_survives_a_crash(home: Path) -> None:
    with Postgres(home, hasty=True) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        url = server.url
        server.kill()
        server.start()
        assert server.url == url
        assert answer(server, "SELECT answer FROM kept") == 42


def test_a_second_start_finds_the_data_of_the_first(home: Path) -> None:
    with Postgres(home) as first, psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    second = Postgres(home, hasty=True)
    with second:
        assert answer(second, "SELECT answer FROM kept") == 42


def test_half_made_data_are_made_anew(home: Path) -> None:
    server = Postgres(home, hasty=True)
    server.prepare()
    server.data.rename(server.data.with_name("unfinished"))
    (server.data.with_name("unfinished") / "PG_VERSION").unlink()
    with server:
        assert answer(server, "SELECT 1") == 1


def test_a_server_that_outlived_its_supervisor_is_ended(home: Path) -> None:
    with Postgres(home, hasty=True) as first:
        with Postgres(home) as second:
            assert answer(second, "SELECT 1") == 1
        assert not first.is_alive


def test_it_speaks_utf8_and_keeps_utc(home: Path) -> None:
    with Postgres(home, hasty=True) as server:
        assert answer(server, "SELECT lower('ÄÖÜ') || current_setting('server_encoding')") == "äöüUTF8"
        assert answer(server, "SHOW timezone") == "UTC"


def test_no_folder_is_opened_and_nothing_is_left(home: Path) -> None:
    with Postgres(home, hasty=True) as server:
        socket, data = server.socket.resolve(), server.data
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert not socket.exists()
    assert not data.parent.exists()
    assert [path.name for path in home.iterdir()] == ["postgres.log"]
