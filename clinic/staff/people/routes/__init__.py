"""The pages about people: for administrators, and for those whom they invite."""

from flask import Flask

from clinic.staff.people.routes import invitations, joining, people
from clinic.staff.people.routes.blueprint import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.register_blueprint(joining.blueprint)


__all__ = ["init_app", "invitations", "people"]
