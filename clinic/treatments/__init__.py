"""The information pages, and what a consultation can be about."""

from flask import Flask

from clinic.treatments import commands, emails, health, library, routes, tasks, trail


def init_app(app: Flask) -> None:
    library.init_app(app)
    commands.init_app(app)
    routes.init_app(app)


__all__ = ["emails", "health", "init_app", "tasks", "trail"]
