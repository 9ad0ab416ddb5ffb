"""What has been kept for as long as the clinic keeps it, deleted each night."""

from flask import Flask

from clinic.retention import commands, health, tasks, trail
from clinic.retention.routes import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


__all__ = ["commands", "health", "init_app", "tasks", "trail"]
