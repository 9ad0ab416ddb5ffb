"""The sample staff of `make run`, plainly samples."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    name: str
    email: str
    role: str


STAFF = (
    Sample("Sample Administrator", "sample.administrator@example.org", "administrator"),
    Sample("Sample Clinician", "sample.clinician@example.org", "clinician"),
    Sample("Sample Trichologist", "sample.trichologist@example.org", "trichologist"),
    Sample("Sample Receptionist", "sample.receptionist@example.org", "receptionist"),
)
