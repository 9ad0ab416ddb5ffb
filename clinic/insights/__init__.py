"""The clinic's figures and plots: what was counted of requests, forms and emails, and no person."""

from flask import Flask

from clinic.insights import commands, tasks
from clinic.insights.routes import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.cli.add_command(commands.insights)


__all__ = ["init_app", "tasks"]
