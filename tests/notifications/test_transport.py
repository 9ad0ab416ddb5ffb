"""The way to the mail server, tried against servers that cannot be trusted."""

import dataclasses
import datetime
import socket
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from clinic.local.valkey import free_port
from clinic.notifications.composing import Email
from clinic.notifications.transport import Post, fault_in_reaching, message
from config import Settings
from tests.smtp import Sink
from tests.world import World


@pytest.fixture
def settings(world: World) -> Iterator[Settings]:
    before: Settings = world.app.extensions["settings"]
    yield before
    world.app.extensions["settings"] = before


def reach(world: World, settings: Settings, **changes: object) -> str | None:
    world.app.extensions["settings"] = dataclasses.replace(settings, **changes)  # type: ignore[arg-type]  # by name
    with world.context():
        return fault_in_reaching()


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's certificate that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now)
    certificate = builder.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    chain = tmp_path / "server.pem"
    chain.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(
    world: World, settings: Settings, own_certificate: ssl.SSLContext, security: str
) -> None:
    port = free_port()
    with_tls = {"ssl_context": own_certificate} if security == "tls" else {"tls_context": own_certificate}
    server = Controller(Sink(), hostname="127.0.0.1", port=port, **with_tls)  # type: ignore[arg-type]  # of several types
    server.start()
    try:
        fault = reach(world, settings, mail_port=port, mail_security=security)
    finally:
        server.stop()
    assert fault is not None
    assert "certificate" in fault


def test_a_server_without_encryption_is_refused_when_encryption_is_set(world: World, settings: Settings) -> None:
    assert reach(world, settings, mail_security="starttls") is not None


def test_a_silent_server_is_left_in_time(world: World, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        fault = reach(world, settings, mail_port=silent.getsockname()[1], mail_timeout=1)
    assert fault is not None
    assert time.monotonic() - started < 4


def test_a_server_that_drips_is_cut_off(world: World, settings: Settings) -> None:

    with socket.create_server(("127.0.0.1", 0)) as listener:
        dripping = threading.Thread(target=drip, args=(listener,), daemon=True)
        dripping.start()
        port = listener.getsockname()[1]
        world.app.extensions["settings"] = dataclasses.replace(settings, mail_port=port, mail_timeout=1)
        started = time.monotonic()
        with world.context(), Post(seconds=2) as post:
            outcome = post.send(message(uuid.uuid4(), "anna@example.com", Email("S", "B\n", "<p>B</p>")))
    assert type(outcome).__name__ in {"Retry", "ServerFault"}
    assert time.monotonic() - started < 6


def drip(listener: socket.socket) -> None:
    """Greet, then answer one character at a time for ever, each within the timeout."""
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"220 hello\r\n")
        try:
            while True:
                connection.sendall(b"2")
                time.sleep(0.2)
        except OSError:
            return


def test_no_words_are_offered_when_the_time_is_over(world: World) -> None:
    with world.context(), Post(seconds=60) as post:
        assert post.reach() is None
        post.until = time.monotonic() - 1
        outcome = post.send(message(uuid.uuid4(), "anna@example.com", Email("S", "B\n", "<p>B</p>")))
    assert type(outcome).__name__ == "Retry"
    assert world.sink.mails == []
