"""The sample records of `make run`, added where they are missing."""

from pathlib import Path

from clinic.core.audit import SYSTEM
from clinic.core.settings import settings
from clinic.local import appointments
from clinic.local.keys import keys
from clinic.local.people import STAFF, Sample
from clinic.staff import queries, services
from clinic.staff.models import Role


def add() -> None:
    """Give each sample person an account, and each trichologist among them patients to see."""
    passwords = keys(Path(settings().clinic_instance)).passwords
    for person in STAFF:
        if queries.account(person.email) is None:
            _add(person, passwords[person.email])
    appointments.add()


def _add(person: Sample, password: str) -> None:
    services.add_staff(person.name, person.email, password, Role(person.role), SYSTEM)
    if person.role == Role.trichologist:
        services.add_practitioner(person.name, person.email, "Trichologist", SYSTEM)
