"""The running application's settings."""

from typing import cast

from flask import current_app

from config import Settings


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
