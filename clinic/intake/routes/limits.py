"""How often one network address and one person may have something stored or emailed.

Only what was stored counts: a page sent back for a correction, and a second copy of a form, cost nothing. It
counts when it is stored, so posts of one moment may pass together. Who has begun a form may always go on with it.
"""

import hmac
from collections.abc import Callable
from typing import Any

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from clinic.core.db import transaction
from clinic.core.extensions import limiter
from clinic.core.forms import normal_email, normal_phone
from clinic.core.settings import settings
from clinic.intake.routes.visit import DATABASE_AWAY
from clinic.intake.visitors import begun_draft

TooMany = Callable[..., ResponseReturnValue]


def stored() -> None:
    """Note that this request had something stored, so that it counts."""
    g.stored = True


def limit_requests(too_many: TooMany) -> Callable[[Any], Any]:
    """Limit the requests of one address and of one person; `too_many` shows the page again, with its words."""
    return _limit("requests", too_many, (_requests_per_address, _address), (_requests_per_person, _person))


def limit_drafts(too_many: TooMany) -> Callable[[Any], Any]:
    """Limit the drafts begun from one address; saving one that is begun is free."""
    return _limit("drafts", too_many, (_drafts_per_address, _address), exempt_when=_has_begun)


def limit_additions(too_many: TooMany) -> Callable[[Any], Any]:
    """Limit the drafts begun from one address, where each post begins one."""
    return _limit("drafts", too_many, (_drafts_per_address, _address))


def limit_links(too_many: TooMany) -> Callable[[Any], Any]:
    """Limit the links emailed for one address, and to one person."""
    return _limit("links", too_many, (_drafts_per_address, _address), (_requests_per_person, _person))


def _limit(
    scope: str,
    too_many: TooMany,
    *limits: tuple[Callable[[], str], Callable[[], str]],
    exempt_when: Callable[[], bool] | None = None,
) -> Callable[[Any], Any]:
    options: dict[str, Any] = {"methods": ["POST"], "deduct_when": _counts, "exempt_when": exempt_when}

    def breached(limit: RequestLimit) -> Response:
        return make_response(too_many(**(request.view_args or {})))

    def apply(view: Any) -> Any:
        for rate, key in limits:
            view = limiter.shared_limit(rate, scope, key_func=key, on_breach=breached, **options)(view)
        return view

    return apply


def _has_begun() -> bool:
    """Tell whether this browser has a draft; the view answers for a database that is away."""
    try:
        with transaction():
            return begun_draft() is not None
    except DATABASE_AWAY:
        return True


def _counts(response: Response) -> bool:
    return bool(g.get("stored"))


def _requests_per_address() -> str:
    return settings().intake_limit_per_address


def _requests_per_person() -> str:
    return settings().intake_limit_per_email


def _drafts_per_address() -> str:
    return settings().draft_limit_per_address


def _address() -> str:
    return f"address:{request.remote_addr}"


def _person() -> str:
    """Give who asks, as a keyed hash: an address or number must not stand in the counters' names."""
    draft = begun_draft() if request.endpoint == "intake.check" else None
    answers = draft.progress["answers"] if draft else request.form
    who = normal_email(answers.get("email") or "") or normal_phone(answers.get("phone") or "") or "nobody"
    return "person:" + hmac.digest(settings().secret_key.encode(), who.lower().encode(), "sha256").hex()[:32]
