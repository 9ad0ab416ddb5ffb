"""The processes of a clinic as production starts them: each by its own command, so each can be killed alone."""

import contextlib
import os
import pwd
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from clinic.local.child import Child
from clinic.local.valkey import HOST, free_port


class Web(Child):
    name = "web"

    def __init__(self, log: Path, environ: Mapping[str, str], threads: int = 4) -> None:
        super().__init__(log, environ)
        self.port, self.threads = free_port(), threads

    def command(self) -> list[str]:
        words = f"--interface wsgi --host {HOST} --port {self.port} --workers 1 --blocking-threads {self.threads}"
        quietly = "--log-level warning --no-ws"
        return [sys.executable, "-m", "granian", *words.split(), *quietly.split(), "tests.faults.wsgi:app"]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=10) as connection:
            connection.sendall(b"GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.recv(16)
        return False


class Celery(Child):
    """A process of Celery's, ready when its log of this start says so."""

    ready_word = ""
    options: tuple[str, ...] = ()

    def prepare(self) -> None:
        self.log_start = self.log.stat().st_size if self.log.exists() else 0

    def command(self) -> list[str]:
        return [sys.executable, "-m", "celery", "--app", "tests.faults.worker", "--quiet", *self.options]

    def is_ready(self) -> bool:
        with self.log.open(errors="replace") as log:
            log.seek(self.log_start)
            return self.ready_word in log.read()


class Worker(Celery):
    name = "worker"
    ready_word = " ready."
    stop_seconds = 70.0  # a task under way may end first

    def __init__(self, log: Path, environ: Mapping[str, str], processes: int = 1) -> None:
        super().__init__(log, {**environ, **({"PYTHONWARNINGS": "ignore"} if os.geteuid() == 0 else {})})
        quietly = ("--loglevel=INFO", "--without-gossip", "--without-mingle")
        self.options = ("worker", f"--concurrency={processes}", *quietly)


class Beat(Celery):
    name = "beat"
    ready_word = "beat: Starting"

    def __init__(self, log: Path, environ: Mapping[str, str]) -> None:
        super().__init__(log, environ)
        self.options = ("beat", "--loglevel=INFO", f"--schedule={log.with_name('schedule')}", "--pidfile=")


class Drain(Child):
    """One drain without Redis."""

    name = "drain"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.faults.drain"]

    def wait(self, seconds: float = 120) -> int:
        assert self.process is not None
        return self.process.wait(seconds)


class Nginx(Child):
    """The proxy of a small server: it hears a whole request before the web server hears of it."""

    name = "nginx"

    def __init__(self, log: Path, web: Web) -> None:
        super().__init__(log, {"PATH": os.defpath})
        self.web, self.port = web, free_port()
        self.home = log.with_name("nginx")

    def prepare(self) -> None:
        self.home.mkdir(exist_ok=True)
        settings = NGINX.format(
            home=self.home, port=self.port, web=self.web.port, user=pwd.getpwuid(os.geteuid()).pw_name
        )
        (self.home / "nginx.conf").write_text(settings)

    def command(self) -> list[str]:
        return [nginx(), "-e", "stderr", "-p", str(self.home), "-c", str(self.home / "nginx.conf")]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
            return True
        return False


def nginx() -> str:
    """Give the program, where this machine has it; else nothing."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") or ""


NGINX = """\
daemon off;
master_process off;
user {user};
pid {home}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    client_header_timeout 20s;
    client_body_timeout 20s;
    client_max_body_size 1m;
    client_body_buffer_size 1m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{web};
            proxy_set_header Host $host;
        }}
    }}
}}
"""
