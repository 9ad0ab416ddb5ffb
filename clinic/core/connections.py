"""Whether what goes to the database and to Redis is sealed on its way; within one machine it need not be."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import make_url

from clinic.core.health import slow_check
from clinic.core.settings import settings

SAME_MACHINE = {"", "localhost", "127.0.0.1", "::1"}


@slow_check("connections")
def connections() -> str | None:
    if not seals_database(settings().database_url):
        return "DATABASE_URL leads to another machine without a checked certificate. Add sslmode=verify-full to it."
    if not seals_redis(settings().redis_url):
        return "REDIS_URL leads to another machine without a checked certificate. Begin it with rediss://."
    return None


def seals_database(url: str) -> bool:
    """Tell whether PostgreSQL is on this machine, or proves by its certificate that it is whom we mean."""
    parts = make_url(url)
    host = str(parts.host or parts.query.get("host", ""))
    return host in SAME_MACHINE or host.startswith("/") or parts.query.get("sslmode") == "verify-full"


def seals_redis(url: str) -> bool:
    """Tell the same of Redis, whose certificate is checked unless its address says otherwise."""
    parts = urlsplit(url)
    checks = not {"none", "optional"} & set(parse_qs(parts.query).get("ssl_cert_reqs", []))
    return (parts.hostname or "") in SAME_MACHINE or (parts.scheme == "rediss" and checks)
