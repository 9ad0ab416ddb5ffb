"""Appointments: free times, booking without doubles, and what each person is told of theirs."""

from flask import Flask

from clinic.intake.drafts import became_request, went_on
from clinic.practice.services import arrangements_changed, arrangements_foreseen
from clinic.scheduling import asked, diary_emails, emails, events, personal_data, sending, tasks, trail
from clinic.scheduling.arranging import trail as arranging_trail
from clinic.scheduling.earlier import emails as offers
from clinic.scheduling.earlier.services import end_when_over
from clinic.scheduling.rearranging import following
from clinic.scheduling.rearranging import tasks as rearranging_tasks
from clinic.scheduling.rearranging.queries import OPEN_NUMBER
from clinic.scheduling.routes import (
    after_sending,
    calendar,
    choosing,
    earlier_times,
    feeds,
    rearrangements,
    settings,
    subscribing,
)
from clinic.scheduling.routes import own as own_pages

PAGES = (choosing, after_sending, own_pages, calendar, rearrangements, settings, subscribing, feeds)


def init_app(app: Flask) -> None:
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    app.add_template_global(OPEN_NUMBER.at_hand, "number_to_rearrange")
    became_request.connect(sending.book_what_was_held)
    went_on.connect(sending.keep_what_is_held)
    arrangements_changed.connect(following.follow_arrangements)
    arrangements_foreseen.connect(following.foresee_arrangements)
    events.changed.connect(following.follow_appointment)
    events.changed.connect(end_when_over)


__all__ = [
    "arranging_trail",
    "asked",
    "diary_emails",
    "earlier_times",
    "emails",
    "init_app",
    "offers",
    "personal_data",
    "rearranging_tasks",
    "tasks",
    "trail",
]
