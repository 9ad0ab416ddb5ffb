"""The consultation form, what patients told us, and what the rules make of it."""

from flask import Flask

from clinic.intake import asked, commands, consents, emails, personal_data, routes, tasks, trail


def init_app(app: Flask) -> None:
    app.register_blueprint(routes.blueprint)
    app.jinja_env.globals["quick_form"] = routes.quick.quick_form
    app.jinja_env.globals["link_form"] = routes.my.link_form
    app.cli.add_command(commands.privacy)


__all__ = ["asked", "consents", "emails", "init_app", "personal_data", "tasks", "trail"]
