"""How what people ask about their data stands, for whoever watches the service."""

from clinic.core.clock import utcnow
from clinic.core.metrics import measurement
from clinic.rights import queries


@measurement("clinic_rights_cases_open", "What people asked about their data and nobody has closed.")
def open_cases() -> float:
    return queries.waiting().number


@measurement(
    "clinic_rights_first_due_seconds", "Seconds until the first of them is due; below nothing when it is late."
)
def first_due() -> float | None:
    due_at = queries.waiting().first_due_at
    return (due_at - utcnow()).total_seconds() if due_at else None


@measurement("clinic_erasures_with_traces", "Erasures after which something of the person was found.")
def with_traces() -> float:
    return len(queries.with_traces())
