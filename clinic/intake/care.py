"""What a person should do now, when an answer is urgent. The words are for the clinic's doctor to sign off."""

from dataclasses import dataclass
from datetime import date

from clinic.core.clock import today
from clinic.intake.conditions import Age, Answers, Condition, chosen
from clinic.intake.rules import Assessment, Priority, assess


@dataclass(frozen=True)
class Call:
    """Whom to call, and what for."""

    number: str
    name: str
    reason: str = ""
    only_when: Condition | None = None


@dataclass(frozen=True)
class Line:
    words: str
    only_when: Condition | None = None


@dataclass(frozen=True)
class Advice:
    """What to do when one of the rules applies."""

    rules: tuple[str, ...]
    title: str
    lines: tuple[Line, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Number:
    number: str
    words: str


@dataclass(frozen=True)
class CarePart:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Care:
    """What to show: one or more parts under one title, and every number to call, each once."""

    level: Priority
    """Emergency or same_day."""
    title: str
    parts: tuple[CarePart, ...]
    numbers: tuple[Number, ...]


TITLES = {Priority.emergency: "Please get help now", Priority.same_day: "Please get help today"}

EMERGENCY = Call("999", "Emergency", "if a life is at risk")
CANNOT_REACH = Call("111", "NHS", "if you cannot reach your GP surgery")
TALK = (
    Call("111", "NHS", "option 2 for mental health, in England"),
    Call("116 123", "Samaritans"),
    Call("0800 1111", "Childline", "if you are under 19", only_when=Age("dob", at_most=18)),
)
SHOUT = Line("If you would rather text than talk, text Shout on 85258.")
ON_FINASTERIDE = chosen("hair_medicines", "finasteride_now")
ON_DUTASTERIDE = chosen("hair_medicines", "dutasteride_now")

ADVICE = (
    Advice(
        ("R01a",),
        "Please get help to stay safe now",
        (
            Line("You told us that you do not feel safe right now. You do not have to face this alone."),
            Line("If your life is at risk, call 999 or go to A&E."),
            Line("You can also call one of these numbers and talk to someone now."),
            SHOUT,
        ),
        (EMERGENCY, *TALK),
    ),
    Advice(
        ("R01b",),
        "Please talk to someone today",
        (
            Line("You told us that you have thoughts of harming yourself. You do not have to face them alone."),
            Line("Please call one of these numbers today, or speak to your GP."),
            SHOUT,
            Line("If you stop feeling safe, call 999 or go to A&E."),
        ),
        (EMERGENCY, *TALK),
    ),
    Advice(
        ("R06",),
        "Go to A&E now",
        (
            Line("You told us about a change in your sight, with pain in your head, scalp or jaw."),
            Line("Please go to A&E now, or call 999. Your sight may be at risk."),
        ),
        (Call("999", "Emergency", "if you cannot get to A&E"),),
    ),
    Advice(
        ("R07",),
        "Stop minoxidil and get help now",
        (
            Line("You told us about chest pain, a fast heartbeat or feeling faint while you use minoxidil."),
            Line("Stop using minoxidil."),
            Line("For chest pain or collapse, call 999. For a fast heartbeat or faintness, go to A&E now."),
        ),
        (Call("999", "Emergency", "for chest pain or collapse"),),
    ),
    Advice(
        ("R29b",),
        "Get emergency care now",
        (
            Line("You told us that you feel very unwell after a hair transplant or injections in the scalp."),
            Line("Please call 999 or go to A&E now."),
        ),
        (Call("999", "Emergency", "if you cannot get to A&E"),),
    ),
    Advice(
        ("R02a", "R02b"),
        "Your medicine and your mood",
        (
            Line(
                "If you take finasteride 1 mg, stop taking it now and contact a doctor as soon as possible.",
                ON_FINASTERIDE,
            ),
            Line(
                "If you take finasteride 5 mg, contact your doctor today. Do not stop it without their advice.",
                ON_FINASTERIDE,
            ),
            Line("Contact your doctor today about dutasteride. Do not stop it without their advice.", ON_DUTASTERIDE),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R04",),
        "Speak to a pharmacist or doctor today",
        (
            Line("You told us about a pregnancy, or a possible one, and finasteride or dutasteride tablets."),
            Line("Anyone who is or could be pregnant should not take them, or touch broken or crushed ones."),
            Line("Please ask a pharmacist or a doctor for advice today."),
        ),
        (Call("111", "NHS", "if you cannot reach a pharmacist or doctor"),),
    ),
    Advice(
        ("R05",),
        "See a doctor today",
        (
            Line("You told us about a new headache, a sore scalp or temples, or pain in the jaw when chewing."),
            Line("From the age of 50 this should be checked on the same day. Call your GP surgery now."),
            Line("If your sight changes in any way, go to A&E or call 999."),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R08",),
        "Stop minoxidil and speak to a doctor today",
        (
            Line("You told us about sudden weight gain, or swollen hands or feet, while you use minoxidil."),
            Line("Stop using minoxidil, and call your GP surgery today."),
            Line("For chest pain or collapse, call 999."),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R09",),
        "See a GP today",
        (
            Line("You told us about a painful, swollen or pus-filled scalp, a fever or swollen glands."),
            Line("Under the age of 18 this should be seen by a GP on the same day, because some causes leave scars."),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R14b",),
        "Speak to a GP today",
        (
            Line("You told us about sore or pus-filled areas on the scalp, with a fever or signs that they spread."),
            Line("Please call your GP surgery today."),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R20b",),
        "Speak to a GP today",
        (
            Line("You told us that you feel very unwell. This should be checked today, whatever the cause."),
            Line("Please call your GP surgery. If you get much worse, call 999 or go to A&E."),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R21",),
        "Call your GP today",
        (
            Line("You told us about body changes that came quickly. They may need tests soon."),
            Line("Please call your GP surgery today, and tell them how quickly the changes came."),
        ),
        (CANNOT_REACH,),
    ),
    Advice(
        ("R29a",),
        "Have this looked at today",
        (
            Line("You told us about a problem after a hair transplant or injections in the scalp."),
            Line("Please call your GP surgery today. If you begin to feel very unwell, call 999 or go to A&E."),
        ),
        (CANNOT_REACH,),
    ),
)
"""Most urgent first."""


def care_for(assessment: Assessment, answers: Answers, on: date) -> Care | None:
    """Give the advice for all urgent findings together, or nothing when none is urgent."""
    if assessment.priority not in TITLES:
        return None
    found = {finding.rule for finding in assessment.findings}
    advice = [each for each in ADVICE if found.intersection(each.rules)]
    parts = tuple(CarePart(each.title, _lines(each, answers, on)) for each in advice)
    title = parts[0].title if len(parts) == 1 else TITLES[assessment.priority]
    return Care(assessment.priority, title, parts, _numbers(advice, answers, on))


def care_advised(answers: Answers) -> Care | None:
    """Give what somebody who answers so today is advised to do at once, if anything."""
    return care_for(assess(answers, today()), answers, today())


def _lines(advice: Advice, answers: Answers, on: date) -> tuple[str, ...]:
    return tuple(line.words for line in advice.lines if line.only_when is None or line.only_when.met(answers, on))


def _numbers(advice: list[Advice], answers: Answers, on: date) -> tuple[Number, ...]:
    """Give every number once, with all that it is for."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for call in (call for each in advice for call in each.calls):
        if call.only_when is None or call.only_when.met(answers, on):
            known = reasons.setdefault((call.number, call.name), [])
            known.extend({call.reason} - {"", *known})
    return tuple(Number(number, _in_words(name, why)) for (number, name), why in reasons.items())


def _in_words(name: str, reasons: list[str]) -> str:
    return f"{name}: {'; '.join(reasons)}" if reasons else name
