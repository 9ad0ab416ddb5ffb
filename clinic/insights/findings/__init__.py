"""What the figures say, each in a sentence with its numbers."""

from collections.abc import Callable

from clinic.insights.findings.contact import promises, waits
from clinic.insights.findings.finding import Finding
from clinic.insights.findings.leaving import leaving
from clinic.insights.findings.mail import emails
from clinic.insights.findings.requests import hours, outcomes, priorities, requests, sources, weekdays
from clinic.insights.findings.topics import pages, subjects
from clinic.insights.queries import Counted

FINDINGS: dict[str, Callable[[Counted], Finding]] = {
    find.__name__: find
    for find in (
        requests,
        waits,
        promises,
        outcomes,
        pages,
        subjects,
        sources,
        leaving,
        priorities,
        weekdays,
        hours,
        emails,
    )
}
"""By their slugs, in the page's order."""

__all__ = ["FINDINGS", "Finding"]
