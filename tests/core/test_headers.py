"""The headers of every answer there is: each address is asked for by whom it is for, and by whom it is not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from clinic.staff.models import Role
from tests.fuzzing.attacks import Attack
from tests.fuzzing.people import Somebody, everybody
from tests.fuzzing.sending import Answer, Site
from tests.world import World

ASKING = {"visitor", "writer", "waiting", Role.administrator}
KEPT = "public, max-age="
"""How what is the same for everyone may be kept. Nothing else may be, by anybody."""
POLICY = {
    *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'"),
    *("connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"),
}
POLICY_OF_A_PICTURE = {"default-src 'none'", "img-src 'self'", "sandbox", "frame-ancestors 'none'"}
STRICT = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def site(world: World, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site as in production: whose cookies go over HTTPS only."""
    site = Site(world, [who for who in everybody(world) if who.name in ASKING])
    secure = replace(world.app.extensions["settings"], secure_cookies=True)
    monkeypatch.setitem(world.app.extensions, "settings", secure)
    monkeypatch.setitem(world.app.config, "SESSION_COOKIE_SECURE", True)
    for who in site.people:
        who.cookies = secured(who.cookies)
    monkeypatch.setitem(world.app.config, "SESSION_COOKIE_NAME", "__Host-session")
    return site


def secured(cookies: str) -> str:
    return "; ".join(f"__Host-{cookie}" for cookie in cookies.split("; ") if cookie)


def answers(site: Site) -> Iterator[tuple[Somebody, Attack, Answer]]:
    for who in site.people:
        for address in who.addresses:
            sent = Attack(address.method, address.path)
            yield who, sent, site.send(who, sent)


def test_every_answer_to_everybody_is_strict(site: Site) -> None:
    statuses = set()
    for who, sent, answer in answers(site):
        found, where = answer.headers, f"{who.name} {sent.method} {sent.path} {answer.status}"
        statuses.add(answer.status)
        assert {name: found.get(name) for name in STRICT} == STRICT, where
        is_picture = found["Content-Type"] == "image/jpeg"
        assert set(found["Content-Security-Policy"].split("; ")) == (POLICY_OF_A_PICTURE if is_picture else POLICY), (
            where
        )
        assert "camera=()" in found["Permissions-Policy"], where
        assert kept_by_nobody(answer) or is_for_everyone(answer), f"{where}: {found.get('Cache-Control')}"
        assert all(map(is_safe, found.getlist("Set-Cookie"))), f"{where}: {found.getlist('Set-Cookie')}"
    assert {200, 302, 404, 422} <= statuses


def kept_by_nobody(answer: Answer) -> bool:
    return answer.headers.get("Cache-Control") == "no-store"


def is_for_everyone(answer: Answer) -> bool:
    """Tell whether an answer may be kept by anybody: then it brings no cookie."""
    return answer.headers.get("Cache-Control", "").startswith(KEPT) and "Set-Cookie" not in answer.headers


def is_safe(cookie: str) -> bool:
    name, *parts = cookie.split("; ")
    return name.startswith("__Host-") and {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(parts)
