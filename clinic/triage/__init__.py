"""The staff's side of a request: every one seen, read and answered."""

from flask import Flask

from clinic.messages.services import answered
from clinic.scheduling.events import changed
from clinic.triage import emails, health, keeping, own, personal_data, tasks, trail
from clinic.triage.answers import note_answer
from clinic.triage.changes import note_change
from clinic.triage.routes.blueprint import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    answered.connect(note_answer)
    changed.connect(note_change)


__all__ = ["emails", "health", "init_app", "keeping", "own", "personal_data", "tasks", "trail"]
