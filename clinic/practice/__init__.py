"""How the clinic is run: when it is open, what it promises, and since when."""

from flask import Flask

from clinic.practice import routes
from clinic.practice.words import first_contact


def init_app(app: Flask) -> None:
    app.add_template_global(first_contact)
    app.register_blueprint(routes.blueprint)


__all__ = ["init_app"]
