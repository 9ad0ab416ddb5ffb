"""Where people leave the full form."""

from collections import Counter

from clinic.insights.figures import BEGUN, SENT
from clinic.insights.findings.finding import TOO_FEW, Finding, Kind, Line, lines_of, most, number, share
from clinic.insights.queries import Counted
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.privacy.periods import draft_days

LEFT = {
    SENT: "Sent it",
    BEGUN: "Left before the first page was done",
    **{step.slug: f"Left after “{step.title}”" for step in QUESTIONNAIRE.steps},
}


def leaving(counted: Counted) -> Finding:
    """Tell how far the forms came that nobody can go on with any more."""
    ends = counted.total.forms.ends
    lines = lines_of(ends, LEFT)
    return Finding(
        slug="leaving",
        title="Where people leave the full form",
        sentence=_sentence(ends, lines),
        kind=Kind.bars,
        head=("What they did", "Forms"),
        lines=lines,
        note=f"Forms begun in the last {draft_days()} days can still be sent, and are not in here.",
        undrawn=1,
    )


def _sentence(ends: Counter[str], lines: tuple[Line, ...]) -> str:
    begun, left = ends.total(), most(lines[1:])
    if not begun:
        return "No form was begun that cannot be sent any more."
    sent = share(ends[SENT], begun, lines[0])
    where = f" Most who left did so {left.label.removeprefix('Left ')}." if left else ""
    return f"{sent} forms begun were sent.{where}" if sent else f"{number(begun, 'form')} begun. {TOO_FEW}{where}"
