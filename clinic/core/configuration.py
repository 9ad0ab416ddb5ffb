"""What the settings mean to Flask and to the extensions that have no room of their own."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from clinic.core import counters
from clinic.core.db import engine_options
from config import Settings

LARGEST_REQUEST = 1024 * 1024


def of_flask(settings: Settings) -> dict[str, Any]:
    secure = settings.secure_cookies
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "TRUSTED_HOSTS": _trusted_hosts(settings),
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_SSL_STRICT": False,
        **_limits(settings),
        **_mail(settings),
    }


def _trusted_hosts(settings: Settings) -> list[str] | None:
    if settings.clinic_local:
        return None
    return [urlsplit(settings.public_url).hostname or "", "localhost", "127.0.0.1"]


def _limits(settings: Settings) -> dict[str, Any]:
    return {
        "RATELIMIT_STORAGE_URI": counters.SCHEME + settings.redis_url,
        "RATELIMIT_STRATEGY": "fixed-window",
        "RATELIMIT_KEY_PREFIX": "limit",
    }


def _mail(settings: Settings) -> dict[str, Any]:
    return {
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
        "MAIL_SUPPRESS_SEND": False,
        "MAIL_DEBUG": False,
    }
