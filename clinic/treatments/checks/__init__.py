"""What may be wrong with the content. Every check gives faults that name file, line and what to do."""

from clinic.treatments.checks.evidence import of_evidence
from clinic.treatments.checks.pages import of_pages, overdue

__all__ = ["of_evidence", "of_pages", "overdue"]
