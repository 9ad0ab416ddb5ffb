"""The pages that inform: what the clinic does, and how to ask for a consultation."""

from flask import Flask

from clinic.treatments.routes import guide, pages, reviews
from clinic.treatments.routes.blueprint import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


__all__ = ["guide", "init_app", "pages", "reviews"]
