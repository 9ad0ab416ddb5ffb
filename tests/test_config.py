import base64
import dataclasses
import os
from pathlib import Path

import pytest

from config import ConfigurationError, Settings

KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "DATABASE_URL": "postgresql://clinic@db.example.org/clinic",
    "REDIS_URL": "rediss://redis.example.org/0",
    "SECRET_KEY": "x" * 40,
    "DATA_KEYS": KEY,
    "PUBLIC_URL": "https://clinic.example.org/",
    "MAIL_SERVER": "smtp.example.org",
    "MAIL_SENDER": "requests@clinic.example.org",
    "CLINIC_EMAIL": "desk@clinic.example.org",
}


def refusal(**changes: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_environ({**GOOD, **changes})
    return str(refused.value)


def test_good_settings_are_read_once_and_typed() -> None:
    settings = Settings.from_environ(GOOD)
    assert settings.data_keys == (bytes(32),)
    assert settings.public_url == "https://clinic.example.org"
    assert settings.secure_cookies
    assert settings.two_factor_required


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_setting_is_named(name: str) -> None:
    assert f"{name} is missing." in refusal(**{name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///clinic.db"),
        ("REDIS_URL", "amqp://localhost"),
        ("SECRET_KEY", "short"),
        ("DATA_KEYS", "not base64"),
        ("DATA_KEYS", base64.b64encode(b"too short").decode()),
        ("PUBLIC_URL", "clinic.example.org"),
        ("MAIL_SENDER", "clinic\nBcc: everyone@example.org"),
        ("MAIL_SECURITY", "maybe"),
        ("MAIL_PORT", "many"),
        ("CLINIC_TIMEZONE", "Europe/Atlantis"),
        ("INTAKE_LIMIT_PER_ADDRESS", "often"),
        ("SECURE_COOKIES", "perhaps"),
        ("REVIEW_MONTHS", "0"),
        ("REVIEW_MONTHS", "121"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    assert f"{name} must" in refusal(**{name: value})


def test_every_fault_is_named_at_once() -> None:
    assert refusal(SECRET_KEY="short", MAIL_PORT="many").count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", "sample-" + "x" * 40), ("DATA_KEYS", f"{KEY},sample-{KEY}")]
)
def test_a_sample_secret_is_refused_outside_make_run(name: str, value: str) -> None:
    assert f"{name} is a sample secret" in refusal(**{name: value})
    assert Settings.from_environ({**GOOD, name: value, "CLINIC_LOCAL": "yes"}).clinic_local


def test_a_refusal_never_shows_a_secret() -> None:
    secret = "sample-" + base64.b64encode(os.urandom(24)).decode()
    assert secret not in refusal(SECRET_KEY=secret, DATA_KEYS=secret)


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "settings.md").read_text()
    for field in dataclasses.fields(Settings):
        assert f"| `{field.name.upper()}` |" in page
        assert str(field.metadata["about"]) in page
