"""The pages of a request: the short form, the full form step by step, and the person's own page."""

from clinic.intake.routes import finishing, my, quick, steps
from clinic.intake.routes.visit import blueprint

__all__ = ["blueprint", "finishing", "my", "quick", "steps"]
