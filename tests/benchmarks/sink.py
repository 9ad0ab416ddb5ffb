"""A bare SMTP server that accepts everything: what a mail costs to send is not hidden by what it costs to receive.

Run as a program of its own with a port. Besides what SMTP asks it answers `XCAME` with one line of JSON: when
each mail since the last `XFORGET` came, by the clock that all processes share, and to whom.
"""

import contextlib
import json
import socket
import socketserver
import sys
import time
from pathlib import Path

from clinic.local.child import Child
from clinic.local.valkey import HOST, free_port

came: list[tuple[float, str]] = []


class Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.say(b"220 sink")
        recipient = ""
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT":
                recipient = line[line.index(b"<") + 1 : line.index(b">")].decode()
                self.say(b"250 OK")
            elif word == b"DATA":
                self.say(b"354 Go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                came.append((time.monotonic(), recipient))
                self.say(b"250 OK")
            elif word == b"QUIT":
                return self.say(b"221 Bye")
            else:
                self.say(self.other(line))
        return None

    def other(self, line: bytes) -> bytes:
        if line.startswith(b"XCAME"):
            return b"250 " + json.dumps(came).encode()
        if line.startswith(b"XCOUNT"):
            return f"250 {len(came)}".encode()
        if line.startswith(b"XFORGET"):
            came.clear()
        return b"250 OK"

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class BareSink(Child):
    name = "sink"

    def __init__(self, log: Path) -> None:
        super().__init__(log)
        self.port = free_port()

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.benchmarks.sink", str(self.port)]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1) as connection:
            return connection.recv(3) == b"220"
        return False

    def forget(self) -> None:
        self._ask("XFORGET")

    def count(self) -> int:
        return int(self._ask("XCOUNT"))

    def came(self) -> list[tuple[float, str]]:
        """Give (when, to whom) of each mail since the last `forget`."""
        return [(moment, recipient) for moment, recipient in json.loads(self._ask("XCAME"))]

    def wait_for(self, number: int, seconds: float) -> float:
        """Wait until so many mails came; gives when the last did. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while self.count() < number:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.count()} of {number} mails came in {seconds:.0f} seconds")
            time.sleep(0.05)
        return max(moment for moment, _ in self.came())

    def _ask(self, word: str) -> str:
        with socket.create_connection((HOST, self.port), timeout=5) as connection, connection.makefile("rwb") as talk:
            talk.readline()
            talk.write(word.encode() + b"\r\n")
            talk.flush()
            return talk.readline()[4:].decode()


if __name__ == "__main__":
    Server((HOST, int(sys.argv[1])), Session).serve_forever()
