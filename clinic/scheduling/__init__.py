"""Appointments: free times, booking without doubles, and what each person is told of theirs."""

from flask import Flask

from clinic.intake.drafts import became_request
from clinic.practice.services import arrangements_changed, arrangements_foreseen
from clinic.scheduling import diary_emails, emails, events, sending, trail
from clinic.scheduling.arranging import trail as arranging_trail
from clinic.scheduling.rearranging import following, tasks
from clinic.scheduling.rearranging.queries import OPEN_NUMBER
from clinic.scheduling.routes import calendar, choosing, feeds, rearrangements, settings, subscribing


def init_app(app: Flask) -> None:
    app.register_blueprint(choosing.blueprint)
    app.register_blueprint(subscribing.blueprint)
    app.register_blueprint(feeds.blueprint)
    app.register_blueprint(settings.blueprint)
    app.register_blueprint(rearrangements.blueprint)
    app.add_template_global(OPEN_NUMBER.at_hand, "number_to_rearrange")
    app.register_blueprint(calendar.blueprint)
    became_request.connect(sending.book_what_was_held)
    arrangements_changed.connect(following.follow_arrangements)
    arrangements_foreseen.connect(following.foresee_arrangements)
    events.changed.connect(following.follow_appointment)


__all__ = ["arranging_trail", "diary_emails", "emails", "init_app", "tasks", "trail"]
