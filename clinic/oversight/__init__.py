"""Who looked at what and who changed what, for those who answer for it."""

from flask import Flask

from clinic.oversight import trail
from clinic.oversight.routes import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


__all__ = ["init_app", "trail"]
