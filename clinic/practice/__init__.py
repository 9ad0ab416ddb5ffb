"""How the clinic is run: when it is open, what it promises, and since when."""

from flask import Flask

from clinic.core.identity import Source, register
from clinic.practice import routes, trail
from clinic.practice.words import clinic_last_known, clinic_now, first_contact


def init_app(app: Flask) -> None:
    register(app, Source(clinic_now, clinic_last_known))
    app.add_template_global(first_contact)
    app.register_blueprint(routes.blueprint)


__all__ = ["init_app", "trail"]
