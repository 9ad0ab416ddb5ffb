"""What every slice uses; imports no slice."""

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from clinic.core import (
    bodies,
    commands,
    configuration,
    connections,
    db,
    encryption,
    errors,
    headers,
    health,
    logs,
    metrics,
    shelf,
    static_files,
    tasks,
    templating,
)
from clinic.core.extensions import csrf, limiter, migrate
from config import Settings

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.config.from_mapping(configuration.of_flask(settings))
    app.request_class = bodies.Request
    app.jinja_environment = templating.TemplateEnvironment
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    shelf.init_app(app, settings)  # within the proxies' layer, which knows the host that was asked
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents it
    logs.init_app(app, settings)
    encryption.init_app(app, settings.data_keys)
    db.init_app(app)
    migrate.init_app(app, db.db, directory=str(MIGRATIONS))
    tasks.init_app(app, settings)
    csrf.init_app(app)
    limiter.init_app(app)
    for part in (headers, errors, health, metrics, commands, static_files, templating):
        part.init_app(app)


__all__ = ["connections", "init_app"]
