"""The pages of what the clinic arranges for appointments."""

from clinic.scheduling.routes.settings import absences, hours, kinds, locations, practitioners, rules
from clinic.scheduling.routes.settings.blueprint import blueprint

__all__ = ["absences", "blueprint", "hours", "kinds", "locations", "practitioners", "rules"]
