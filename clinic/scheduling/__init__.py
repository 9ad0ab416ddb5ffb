"""Appointments: free times, booking without doubles, and what each person is told of theirs."""

from flask import Flask

from clinic.intake.drafts import became_request
from clinic.scheduling import diary_emails, emails, sending, trail
from clinic.scheduling.routes import choosing, feeds, subscribing


def init_app(app: Flask) -> None:
    app.register_blueprint(choosing.blueprint)
    app.register_blueprint(subscribing.blueprint)
    app.register_blueprint(feeds.blueprint)
    became_request.connect(sending.book_what_was_held)


__all__ = ["diary_emails", "emails", "init_app", "trail"]
