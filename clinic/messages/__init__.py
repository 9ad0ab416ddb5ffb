"""What the clinic and a person write to each other: kept here, and told of by an email that holds none of it."""

from flask import Flask

from clinic.messages import asked, emails, personal_data, trail
from clinic.messages.routes import own, templates


def init_app(app: Flask) -> None:
    app.register_blueprint(own.blueprint)
    app.register_blueprint(templates.blueprint)


__all__ = ["asked", "emails", "init_app", "personal_data", "trail"]
