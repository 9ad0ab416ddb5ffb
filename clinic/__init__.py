"""Consultation booking and clinic intake for a hair-loss clinic."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Raises ConfigurationError when the environment cannot run it."""
    # Imported only now: the supervisor behind `make run` is in this package too, and saves 70 MB and 0.7 s.
    from flask import Flask

    from clinic import (
        core,
        insights,
        intake,
        messages,
        notifications,
        operations,
        oversight,
        photos,
        practice,
        privacy,
        retention,
        rights,
        scheduling,
        staff,
        treatments,
        triage,
    )
    from config import Settings

    app = Flask(__name__, template_folder="../templates")
    core.init_app(app, settings or Settings.from_environ(os.environ))
    for room in (
        *(notifications, staff, practice, treatments, privacy, intake, messages, photos, scheduling),
        *(rights, triage, retention, oversight, insights, operations),
    ):
        room.init_app(app)
    return app
