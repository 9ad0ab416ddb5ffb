"""What Prometheus is told, and to whom."""

import dataclasses
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from clinic import create_app
from clinic.core.metrics import measurements
from clinic.notifications import services as mail
from clinic.oversight.chain import sealing
from tests.world import World

TOKEN = "t" * 40


@pytest.fixture
def watched(world: World) -> Iterator[World]:
    before = world.app.extensions["settings"]
    world.app.extensions["settings"] = dataclasses.replace(before, metrics_token=TOKEN)
    yield world
    world.app.extensions["settings"] = before


def text_of(world: World) -> str:
    answer = world.app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    return answer.text


def told(world: World) -> dict[str, float]:
    """Give every number by its name and labels."""
    families = text_string_to_metric_families(text_of(world))
    samples = (sample for family in families for sample in family.samples)
    return {" ".join((sample.name, *sample.labels.values())): sample.value for sample in samples}


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Bearer {TOKEN[:-1]}", "Bearer é"])
def test_whoever_has_no_token_is_refused(watched: World, given: str) -> None:
    assert watched.client().get("/metrics", headers={"Authorization": given}).status_code == 403


def test_without_a_token_set_everybody_is_refused(world: World) -> None:
    for given in ("", "Bearer "):
        assert world.client().get("/metrics", headers={"Authorization": given}).status_code == 403


def test_requests_are_timed_by_view_and_status(watched: World) -> None:
    before = told(watched).get("clinic_request_seconds_count 200 health.live", 0)
    watched.client().get("/health/live")
    watched.client().get("/health/live")
    after = told(watched)
    assert after["clinic_request_seconds_count 200 health.live"] == before + 2
    assert after["clinic_request_seconds_sum 200 health.live"] > 0


def test_the_queue_the_mail_and_the_sweeps_are_measured(watched: World) -> None:
    watched.request()
    numbers = told(watched)
    assert numbers["clinic_requests_waiting"] == 1
    assert numbers["clinic_requests_overdue"] == 0
    assert numbers["clinic_oldest_waiting_request_seconds"] >= 0
    assert numbers["clinic_emails queued"] > 0
    assert numbers["clinic_emails failed"] == 0
    assert numbers["clinic_oldest_unsent_email_seconds"] >= 0
    assert numbers["clinic_audit_unsealed_age_seconds"] > 0
    assert "clinic_mail_sweep_age_seconds" not in numbers
    with watched.context():
        mail.sweep()
        sealing.anchor()
    numbers = told(watched)
    assert numbers["clinic_emails queued"] == 0
    assert numbers["clinic_audit_unsealed_age_seconds"] == 0
    assert numbers["clinic_mail_sweep_age_seconds"] < 60
    assert numbers["clinic_audit_anchor_age_seconds"] < 60
    assert numbers["clinic_database_up"] == 1


def test_no_person_and_no_address_is_in_it(watched: World) -> None:
    asked = watched.request(name="Zebra Canary")
    watched.client().get(f"/staff/intakes/{asked.reference}/?q=canary")
    text = text_of(watched)
    assert asked.reference not in text
    assert "anary" not in text


def test_a_database_that_is_away_is_told_and_the_times_still_are(watched: World) -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    lost = World(create_app(dataclasses.replace(watched.app.extensions["settings"], database_url=away)), watched.sink)
    lost.app.test_client().get("/health/live")
    numbers = told(lost)
    assert numbers["clinic_database_up"] == 0
    assert numbers["clinic_request_seconds_count 200 health.live"] == 1
    assert "clinic_requests_waiting" not in numbers


def test_every_measurement_has_a_unit_or_is_a_count_and_says_what_it_is() -> None:
    for each in measurements.values():
        assert each.name.startswith("clinic_")
        assert each.about.endswith(".")
