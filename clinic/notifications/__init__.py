"""Emails promised, sent, retried and swept. Knows no other slice.

A notification is an envelope: a kind and a subject's id. The slice that owns the kind registers how
to compose its words (`composing.composer`), which happens when the email is sent and not before.
"""

from flask import Flask

from clinic.notifications import commands, health, personal_data, tasks, transport


def init_app(app: Flask) -> None:
    transport.init_app(app)
    app.cli.add_command(commands.notifications)


__all__ = ["health", "init_app", "personal_data", "tasks"]
