"""How the clinic calls itself, and how it is reached. Which slice knows that is registered: `core` does not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from werkzeug.local import LocalProxy

from clinic.core.accents import Accent


@dataclass(frozen=True)
class Clinic:
    """What every page and email may say of the clinic; `clinic` in templates."""

    name: str
    discreet_name: str
    """The sender's name on emails: says nothing about hair."""
    phone: str
    email: str
    address: str
    accent: Accent
    hours: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where the clinic's identity is known."""

    now: Callable[[], Clinic]
    """Tells what holds and, with the database away, what was known last."""
    last_known: Callable[[], Clinic]
    """Tells what was known last, and asks nobody."""


def clinic() -> Clinic:
    return _source().now()


def last_known_clinic() -> Clinic:
    """Give the clinic as this process knows it, for when nothing else works."""
    return _source().last_known()


def register(app: Flask, source: Source) -> None:
    app.extensions["clinic"] = source
    app.jinja_env.globals["clinic"] = LocalProxy(clinic)


def _source() -> Source:
    return cast(Source, current_app.extensions["clinic"])
