"""A person's rights over their data: see, take along, correct, withdraw, erase, complain; and the clinic's clocks."""

from flask import Flask

from clinic.rights import asked, emails, health, personal_data, routes, tasks, trail


def init_app(app: Flask) -> None:
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(routes.staff.blueprint)


__all__ = ["asked", "emails", "health", "init_app", "personal_data", "tasks", "trail"]
