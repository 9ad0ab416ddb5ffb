import contextlib
import json
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from clinic.local import account
from clinic.local.people import STAFF
from tests.local.running import Clinic, command, is_alive


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("instance")
    yield folder
    account.remove_folder(folder / "postgres")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("shared")
    with Clinic(folder) as clinic:
        yield clinic
    account.remove_folder(folder / "postgres")


@pytest.fixture
def clinic(folder: Path) -> Iterator[Clinic]:
    with Clinic(folder) as clinic:
        yield clinic


def database_of(clinic: Clinic) -> str:
    return str(json.loads((clinic.folder / "environ.json").read_text())["DATABASE_URL"])


def test_it_answers_and_says_where(shared: Clinic) -> None:
    assert is_soon_well(shared)
    assert f"http://localhost:{shared.port}/local/mail/" in shared.output
    assert b"<h1>Caught mail</h1>" in shared.get("/local/mail/")


def is_soon_well(clinic: Clinic, seconds: float = 60) -> bool:
    """Whether nothing is wrong once the worker, which sweeps as it starts, has done so."""
    deadline = time.monotonic() + seconds
    while b'"status":"ok"' not in clinic.get("/health/ready"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_it_prints_every_sample_sign_in(shared: Clinic) -> None:
    passwords = json.loads((shared.folder / "secrets.json").read_text())["passwords"]
    assert all(f"{person.email:<38} {passwords[person.email]}" in shared.output for person in STAFF)


def test_its_secrets_are_readable_by_their_owner_alone(shared: Clinic) -> None:
    modes = [(shared.folder / name).stat().st_mode & 0o777 for name in ("secrets.json", "environ.json")]
    assert modes == [0o600, 0o600]


def test_each_process_has_a_log(shared: Clinic) -> None:
    logs = {log.stem for log in (shared.folder / "log").iterdir()}
    assert logs == {"postgres", "valkey", "mail", "background", "web", "worker", "scheduler"}


def test_flask_commands_reach_the_running_clinic(shared: Clinic) -> None:
    output, _ = command("flask", shared.folder, shared.port, "doctor").communicate(timeout=60)
    assert "All is well." in output


def test_a_second_run_on_the_same_instance_is_refused(shared: Clinic) -> None:
    second = command("run", shared.folder, shared.port)
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"already runs in {shared.folder} (process {shared.process.pid})" in output


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = command("run", tmp_path, port)
        output, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert output.startswith(f"Port {port} cannot be used")
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_commands_say_when_the_clinic_does_not_run(tmp_path: Path) -> None:
    refused = command("flask", tmp_path, 8000, "doctor")
    output, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert output == f"The clinic does not run in {tmp_path}. Start it first: make run\n"


def test_asked_to_stop_it_ends_everything_and_keeps_the_data(folder: Path) -> None:
    with Clinic(folder) as clinic, psycopg.connect(database_of(clinic), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert clinic.end(signal.SIGINT) == 0
    assert clinic.survivors() == []
    with Clinic(folder) as again, psycopg.connect(database_of(again), autocommit=True) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        assert again.end(signal.SIGTERM) == 0
    assert again.survivors() == []


def test_a_server_that_dies_is_named_and_ends_everything(clinic: Clinic) -> None:
    clinic.child("valkey-server").kill()
    assert clinic.wait() == 1
    assert "valkey ended by itself (signal 9). Everything was stopped." in clinic.output
    assert clinic.survivors() == []


def test_a_scheduler_that_dies_is_named_and_ends_everything(clinic: Clinic) -> None:
    worker, scheduler = clinic.child("clinic.local.background").children()
    scheduler.kill()
    assert clinic.wait() == 1
    assert "scheduler ended by itself (signal 9)" in clinic.output
    assert [*clinic.survivors(), *filter(is_alive, [worker])] == []


def test_nothing_survives_when_the_supervisor_is_killed(clinic: Clinic) -> None:
    clinic.end(signal.SIGKILL)
    assert clinic.survivors() == []


def test_it_starts_again_after_everything_was_killed(folder: Path) -> None:
    with Clinic(folder) as clinic:
        for process in reversed(clinic.processes):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        clinic.wait()
    with Clinic(folder) as again:
        assert is_soon_well(again)
