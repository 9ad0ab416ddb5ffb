"""Photos of somebody's hair: asked for view by view, rebuilt, kept encrypted, and seen only by who may."""

from flask import Flask

from clinic.intake.drafts import became_request
from clinic.photos import asked, health, personal_data, services, trail
from clinic.photos.routes import in_form, own, staff


def init_app(app: Flask) -> None:
    for pages in (in_form, own, staff):
        app.register_blueprint(pages.blueprint)
    became_request.connect(services.hand_over)


__all__ = ["asked", "health", "init_app", "personal_data", "trail"]
