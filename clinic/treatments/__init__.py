"""The information pages, and what a consultation can be about."""

from clinic.treatments.routes import init_app

__all__ = ["init_app"]
