"""How pages write dates: in the clinic's time, in words."""

from datetime import datetime

from flask import Flask

from clinic.core.clock import local


def day(moment: datetime) -> str:
    return f"{local(moment):%-d %B %Y}"


def minute(moment: datetime) -> str:
    return f"{local(moment):%-d %B %Y, %H:%M}"


def init_app(app: Flask) -> None:
    app.add_template_filter(day)
    app.add_template_filter(minute)
