"""Accounts, roles, sign-in, and who may see what."""

from flask import Flask

from clinic.staff import access, commands, emails, events, routes, security, tasks, throttling, trail
from clinic.staff.people import routes as people


def init_app(app: Flask) -> None:
    security.init_app(app, app.extensions["settings"])
    for part in (access, routes, people, throttling, events, commands):
        part.init_app(app)


__all__ = ["emails", "init_app", "tasks", "trail"]
