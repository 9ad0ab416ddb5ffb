"""The staff's side of a request: every one seen, read and answered."""

from flask import Flask

from clinic.triage import personal_data
from clinic.triage.routes import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


__all__ = ["init_app", "personal_data"]
