"""The pages of how the clinic is run."""

from clinic.practice.routes import clinic, hours
from clinic.practice.routes.blueprint import blueprint

__all__ = ["blueprint", "clinic", "hours"]
