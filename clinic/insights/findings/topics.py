"""What people worry about, as far as it is released."""

from collections import Counter
from collections.abc import Mapping

from clinic.insights.findings.finding import Finding, Kind, Line
from clinic.insights.queries import Counted
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.treatments.subjects import SUBJECTS

PAGES = {
    "": "No page of ours, but the form itself",
    "home": "Home page",
    "treatments": "Treatments",
    "compare": "Compare treatments",
    "conditions": "Conditions",
    "guide": "Which page is for me?",
    **{subject.slug: subject.title for subject in SUBJECTS},
}
ABOUT = {"": "They did not say", **{each.value: each.label for each in QUESTIONNAIRE.questions["subject"].options}}
NONE = "Nothing can be told yet: it takes five requests of one kind, and a week that is over."


def pages(counted: Counted) -> Finding:
    return _told(counted, "pages", "The page they came by", "Page", counted.topics.pages, PAGES)


def subjects(counted: Counted) -> Finding:
    return _told(counted, "subjects", "What they ask about", "Subject", counted.topics.subjects, ABOUT)


def _told(
    counted: Counted, slug: str, title: str, name: str, counts: Counter[str], labels: Mapping[str, str]
) -> Finding:
    weeks = counted.chosen.whole_weeks()
    known = [(labels.get(key, key), count) for key, count in counts.most_common() if count]
    return Finding(
        slug=slug,
        title=title,
        sentence=f"Most often: {known[0][0]}, {known[0][1]:,} times." if known else NONE,
        kind=Kind.bars,
        head=(name, "Requests", "A week"),
        lines=tuple(_line(label, count, 7 * count / weeks.length) for label, count in known),
        note=f"Counted in whole weeks, {weeks.words}, and each {name.lower()} only once five requests have come to it: "
        "so a few of the last are not in here yet, and a few from before may be."
        if known
        else "",
    )


def _line(label: str, count: int, a_week: float) -> Line:
    return Line(label, (count, a_week), (f"{count:,}", f"{a_week:,.1f}"))
