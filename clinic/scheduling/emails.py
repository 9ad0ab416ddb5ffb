"""The emails to patients about an appointment. They hold when, where and with whom it is: no patient's name, no answer,
no word about hair, and so not the practitioner's title either.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from clinic.core.clock import utcnow
from clinic.core.links import public_link
from clinic.intake import queries as intakes
from clinic.intake import tokens
from clinic.intake.models import Purpose
from clinic.intake.services import OPEN_TO_ADDITIONS
from clinic.notifications.composing import CalendarEntry, Composed, Email, Envelope, NotNeeded, composer, render
from clinic.scheduling import invites, queries, reminders, words
from clinic.scheduling.models import State
from clinic.scheduling.queries import Booked
from clinic.scheduling.reminders import BEGUN, REMINDERS
from clinic.scheduling.telling import CANCELLED, CONFIRMED, MISSED, MOVED, QUESTIONNAIRE, TIMES_TOLD
from clinic.scheduling.told import Standing, as_told
from clinic.scheduling.wishes import place_at

GONE = NotNeeded("The appointment no longer exists.")
OTHERWISE = NotNeeded("The appointment is no longer as the email says.")
AS_TOLD = NotNeeded("It stands as they were told.")
TOLD_ALREADY = NotNeeded("They had told the rest, or can tell no more.")
TOO_NEAR = NotNeeded("The appointment was too near to read more answers before it.")

TIME_TO_READ = timedelta(hours=3)
"""Nearer to the appointment nobody is asked for more answers: somebody should have time to read them."""


class News(NamedTuple):
    """What an email to a patient is about."""

    envelope: Envelope
    booked: Booked
    reference: str
    link: str

    @property
    def starts_at(self) -> datetime:
        return self.booked.appointment.starts_at


Compose = Callable[[News], Composed]


def _to_patient(kind: str, state: State) -> Callable[[Compose], Compose]:
    """Register who composes an email about an appointment in this state; in another one it is not needed."""

    def register(compose: Compose) -> Compose:
        def composed(envelope: Envelope) -> Composed:
            news = _news(envelope, state)
            return news if isinstance(news, NotNeeded) else compose(news)

        composer(kind)(composed)
        return compose

    return register


def _news(envelope: Envelope, state: State) -> News | NotNeeded:
    booked = queries.booked(envelope.item_id) if envelope.item_id else None
    request = intakes.news_of(envelope.subject_id)
    token = tokens.latest(Purpose.request_link, envelope.subject_id)
    if booked is None or request is None or token is None:
        return GONE
    if booked.appointment.state is not state:
        return OTHERWISE
    if state is not State.missed and booked.appointment.starts_at <= utcnow():
        return BEGUN
    return News(envelope, booked, request.reference, public_link("intake.arrive", token=token))


@_to_patient(CONFIRMED, State.booked)
def confirmed(news: News) -> Composed:
    """Tell when and where the appointment is."""
    return _written("scheduling_confirmed", news, invites.entry_of(news.booked))


@_to_patient(MOVED, State.booked)
def moved(news: News) -> Composed:
    """Tell from when to when the appointment was moved."""
    appointment = news.booked.appointment
    before = as_told(appointment, news.envelope.recipient, TIMES_TOLD)
    if before == Standing.of(appointment):
        return AS_TOLD
    was = words.when(before.starts_at, place_at(before.location_id).zone) if before else ""
    return _written("scheduling_moved", news, invites.entry_of(news.booked), was=was)


@_to_patient(CANCELLED, State.cancelled)
def cancelled(news: News) -> Composed:
    """Tell that nobody is expected any more."""
    return _written("scheduling_cancelled", news, invites.entry_of(news.booked))


@_to_patient(MISSED, State.missed)
def missed(news: News) -> Composed:
    """Tell how to choose another time for the one that was missed."""
    return reminders.until_morning() or _written("scheduling_missed", news)


@_to_patient(QUESTIONNAIRE, State.booked)
def questionnaire(news: News) -> Composed:
    """Ask who sent the short form for what the practitioner would like to know before they meet."""
    if not _can_tell_more(news.envelope):
        return TOLD_ALREADY
    if utcnow() > news.starts_at - TIME_TO_READ:
        return TOO_NEAR
    return reminders.until_morning() or _written("scheduling_questionnaire", news)


def _can_tell_more(envelope: Envelope) -> bool:
    request = intakes.news_of(envelope.subject_id)
    is_open = request is not None and request.state in OPEN_TO_ADDITIONS
    return is_open and intakes.answers_of(envelope.subject_id).revision == 1


def _reminder(kind: str) -> Compose:
    def remind(news: News) -> Composed:
        return reminders.hindrance(kind, news.starts_at) or _written(kind.replace(".", "_"), news)

    return remind


for each in REMINDERS:
    _to_patient(each, State.booked)(_reminder(each))


def _written(template: str, news: News, calendar: CalendarEntry | None = None, **more: str) -> Email:
    booked, rules = news.booked, queries.rules()
    return render(
        template,
        calendar,
        when=words.when_it_is(booked),
        how_soon=words.how_soon(news.starts_at, booked.zone),
        where=words.where(booked),
        who=booked.practitioner.name,
        directions=booked.location.directions if booked.location else "",
        video=booked.video_url if booked.location is None else "",
        change_until=words.when(news.starts_at - timedelta(hours=rules.change_hours), booked.zone),
        can_change=utcnow() < news.starts_at - timedelta(hours=rules.change_hours),
        reference=news.reference,
        link=news.link,
        **more,
    )
