"""Who looked at what and who changed what, for those who answer for it, and that nobody changed the trail unseen."""

from flask import Flask

from clinic.oversight import commands, health, models, tasks, trail
from clinic.oversight.routes import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.cli.add_command(commands.audit)


__all__ = ["health", "init_app", "models", "tasks", "trail"]
