"""Every setting: its type, its default and what it is for, read from the environment once.

A wrong or missing setting stops start-up with a sentence that names it.
"""

import base64
import binascii
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits import parse_many

SAMPLE = "sample-"


class ConfigurationError(Exception):
    """The environment cannot run this application; the message names each setting at fault."""


def text(value: str) -> str:
    return value.strip()


def whole_number(value: str) -> int:
    if not value.strip().isdigit():
        raise ValueError("must be a whole number, 0 or more")
    return int(value)


def seconds(value: str) -> int:
    number = whole_number(value)
    if number == 0:
        raise ValueError("must be at least 1 second")
    return number


def months(value: str) -> int:
    number = whole_number(value)
    if not 1 <= number <= 120:
        raise ValueError("must be a number of months, from 1 to 120")
    return number


def yes_or_no(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in words:
        raise ValueError("must be yes or no")
    return words[value.strip().lower()]


def postgresql_url(value: str) -> str:
    scheme, separator, rest = value.strip().partition("://")
    if not separator or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError("must begin with postgresql:// (PostgreSQL is the only database)")
    return f"postgresql+psycopg://{rest}"


def redis_url(value: str) -> str:
    if urlsplit(value.strip()).scheme not in {"redis", "rediss"}:
        raise ValueError("must begin with redis:// or rediss://")
    return value.strip()


def web_url(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a whole address such as https://clinic.example.org")
    return value.strip().rstrip("/")


def mailbox(value: str) -> str:
    if "@" not in parseaddr(value)[1] or any(ord(character) < 32 for character in value):
        raise ValueError("must be one email address")
    return parseaddr(value)[1]


def mail_security(value: str) -> str:
    if value.strip().lower() not in {"starttls", "tls", "none"}:
        raise ValueError("must be starttls, tls or none")
    return value.strip().lower()


def secret(value: str) -> str:
    if len(value.strip()) < 32:
        raise ValueError("must be at least 32 random characters")
    return value.strip()


def data_keys(value: str) -> tuple[bytes, ...]:
    keys = []
    for entry in value.split(","):
        try:
            key = base64.b64decode(entry.strip().removeprefix(SAMPLE), validate=True)
        except binascii.Error:
            raise ValueError("must be base64 keys separated by commas") from None
        if len(key) != 32:
            raise ValueError("must hold keys of exactly 32 bytes each, as base64")
        keys.append(key)
    return tuple(keys)


def time_zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value.strip())
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("must be a time zone's name such as Europe/London") from None


def rate_limit(value: str) -> str:
    try:
        parse_many(value)
    except ValueError:
        raise ValueError('must be a rate such as "20 per hour"') from None
    return value.strip()


def setting(read: Callable[[str], Any], about: str, default: str | None = None) -> Any:
    """Declare a setting; without a default it is required. Defaults are read like any other value."""
    return dataclasses.field(metadata={"read": read, "about": about, "default": default})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The whole configuration, checked. Field names are the environment's names in lower case."""

    database_url: str = setting(postgresql_url, "The PostgreSQL database.")
    redis_url: str = setting(redis_url, "Redis or Valkey: the tasks' broker and the rate limits' counters.")
    secret_key: str = setting(secret, "Signs sessions and form tokens.")
    data_keys: tuple[bytes, ...] = setting(
        data_keys, "Encrypt health data: base64 of 32 bytes each, comma separated; the first encrypts, all decrypt."
    )
    public_url: str = setting(web_url, "Where people reach the site; links in emails begin with it.")

    mail_server: str = setting(text, "The SMTP server's host name.")
    mail_port: int = setting(whole_number, "The SMTP server's port.", "587")
    mail_security: str = setting(mail_security, "starttls, tls, or none (none only on the same machine).", "starttls")
    mail_username: str = setting(text, "The SMTP user, if the server asks for one.", "")
    mail_password: str = setting(text, "The SMTP user's password.", "")
    mail_sender: str = setting(mailbox, "The address that emails come from.")
    mail_timeout: int = setting(seconds, "Seconds that one answer of the SMTP server may take.", "8")

    witness_folder: str = setting(
        text, "A folder apart from the database: anchors of the audit trail, and what was erased, for a restore.", ""
    )
    postgresql_programs: str = setting(text, "The folder of pg_dump and pg_restore, where not on the PATH.", "")

    metrics_token: str = setting(secret, "What Prometheus sends as a bearer token; without it /metrics refuses.", "")

    trusted_proxies: int = setting(whole_number, "How many reverse proxies stand in front and set X-Forwarded-*.", "0")
    secure_cookies: bool = setting(yes_or_no, "Cookies only over HTTPS.", "yes")
    two_factor_required: bool = setting(yes_or_no, "Staff must set up a second factor.", "yes")

    clinic_name: str = setting(text, "The clinic's name, on pages.", "The Hair Clinic")
    clinic_discreet_name: str = setting(text, "The sender's name on emails: says nothing about hair.", "The clinic")
    clinic_phone: str = setting(text, "The telephone number people may call.", "")
    clinic_email: str = setting(mailbox, "The clinic's shared address; hears of every new request.")
    clinic_address: str = setting(text, "The clinic's postal address.", "")
    clinic_timezone: ZoneInfo = setting(time_zone, "The clinic's time zone.", "Europe/London")
    clinic_country: str = setting(text, "Two letters: how telephone numbers without a country code are read.", "GB")

    review_months: int = setting(months, "Months after which a page's medical review is too old.", "12")
    backup_days: int = setting(seconds, "Days for which a backup is kept: until then it holds what was erased.", "30")
    intake_limit_per_address: str = setting(rate_limit, "Requests accepted from one network address.", "20 per hour")
    intake_limit_per_email: str = setting(rate_limit, "Requests accepted for one email or telephone.", "5 per hour")
    draft_limit_per_address: str = setting(
        rate_limit, "Full forms begun, and links emailed, from one network address.", "60 per hour"
    )
    sign_in_limit: str = setting(
        rate_limit, "Sign-in attempts per account and per network address.", "10 per 15 minutes"
    )
    minimum_form_seconds: int = setting(whole_number, "A form sent sooner than this was not filled in by hand.", "3")

    clinic_local: bool = setting(yes_or_no, "Set by `make run` only: allows sample secrets.", "no")
    clinic_instance: str = setting(text, "Where `make run` keeps data, logs and caught mail.", "instance")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read and check every setting. Raises ConfigurationError naming each one at fault."""
        values, faults = {}, []
        for field in dataclasses.fields(cls):
            name = field.name.upper()
            try:
                values[field.name] = _read(field, environ.get(name))
            except ValueError as fault:
                faults.append(f"{name} {fault}.")
        faults.extend(_samples(values, environ))
        if faults:
            raise ConfigurationError("\n".join(faults))
        return cls(**values)


def _read(field: dataclasses.Field[Any], value: str | None) -> Any:
    if value is None or not value.strip():
        value = field.metadata["default"]
    if value is None:
        raise ValueError(f"is missing. {field.metadata['about']} Set it in the environment")
    return field.metadata["read"](value) if value else value


def _samples(values: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    if values.get("clinic_local"):
        return []
    secrets = ("SECRET_KEY", "DATA_KEYS", "MAIL_PASSWORD")
    return [
        f"{name} is a sample secret, for `make run` only. Make your own and set it in the environment."
        for name in secrets
        if any(part.strip().startswith(SAMPLE) for part in environ.get(name, "").split(","))
    ]
