"""What staff wait for, and how fast keys are rotated: for information, without a goal."""

import os
import time
from collections.abc import Iterator
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from clinic.core import encryption
from clinic.core.audit import PATIENT, SYSTEM
from clinic.intake import services
from clinic.intake.models import Source
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from tests.benchmarks import intake, load
from tests.benchmarks.figures import progress
from tests.benchmarks.stage import Stage
from tests.pages import Page

REQUESTS = 1000
VISITS = 30
EMAIL, PASSWORD = "sample.benchmark@clinic.example.org", "plum orchard kettle violin"
SIGN_IN = "/staff/sign-in/"


def measure(stage: Stage) -> Iterator[str]:
    stage.empty()
    reference = _fill(stage)
    progress(f"staff: {REQUESTS} requests are stored")
    client = signed_in(stage.app)
    pages = {"the list of 50": "/staff/", "one request": f"/staff/intakes/{reference}/"}
    times = ", ".join(f"{name} {_milliseconds(client, path):.1f} ms" for name, path in pages.items())
    yield f"Staff pages: {times}"
    yield f"Rotating keys: {_rotate(stage):,.0f} values a second"


def _fill(stage: Stage) -> str:
    with stage.app.app_context():
        add_staff("Sample Benchmark", EMAIL, PASSWORD, Role.trichologist, SYSTEM)
        for number in range(REQUESTS):
            words = {**intake.FIELDS, **load.person(number)}
            reference = services.submit_intake(words, Source.quick, words["key"], PATIENT).reference
    return reference


def signed_in(app: Flask, email: str = EMAIL) -> FlaskClient:
    client = app.test_client()
    hidden = Page(client.get(SIGN_IN).text).values()
    answer = client.post(SIGN_IN, data={**hidden, "email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.status
    return client


def _milliseconds(client: FlaskClient, path: str) -> float:
    times = []
    for _ in range(VISITS):
        started = time.perf_counter()
        assert client.get(path).status_code == 200
        times.append(time.perf_counter() - started)
    return median(times) * 1000


def _rotate(stage: Stage) -> float:
    """Put a new key first, and give how many values a second are encrypted anew with it."""
    with stage.app.app_context():
        settings = stage.app.extensions["settings"]
        encryption.init_app(stage.app, (os.urandom(32), *settings.data_keys))
        started = time.perf_counter()
        values = sum(rows for _, rows in encryption.rotate())
        return values / (time.perf_counter() - started)
