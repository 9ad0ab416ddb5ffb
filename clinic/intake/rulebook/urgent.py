"""Rules that may mean help is needed today."""

from clinic.intake.conditions import chosen
from clinic.intake.rulebook.rule import Priority, Rule
from clinic.intake.rulebook.signs import (
    AGED_50,
    FEVER,
    ON_FINASTERIDE_OR_DUTASTERIDE,
    ON_MINOXIDIL,
    SELF_HARM_NOW,
    SELF_HARM_THOUGHTS,
    VERY_UNWELL,
)
from clinic.intake.steps.person import MALE, UNDER_18

MHRA = "MHRA Drug Safety Update, 2024"
LEAFLET = "Product information of the medicine"
OVER_50_WITH_HEAD_PAIN = AGED_50 & chosen("safety2", "headache", "tender", "jaw_pain")

URGENT = (
    Rule(
        "R01a",
        Priority.emergency,
        SELF_HARM_NOW,
        "Has thoughts of self-harm or suicide and does not feel safe now.",
        "Call at once. 999 if life is at risk; NHS 111 option 2 (England); Samaritans 116 123; Shout 85258; "
        "under 19, Childline 0800 1111.",
        "NHS trusts’ crisis pages; NICE TA926, 3.1",
    ),
    Rule(
        "R01b",
        Priority.same_day,
        SELF_HARM_THOUGHTS,
        "Has thoughts of self-harm or suicide and feels safe for now.",
        "Call today. NHS 111 option 2 (England); Samaritans 116 123; Shout 85258; under 19, Childline 0800 1111.",
        "NHS trusts’ crisis pages; NICE TA926, 3.1",
    ),
    Rule(
        "R02a",
        Priority.same_day,
        ON_FINASTERIDE_OR_DUTASTERIDE & chosen("safety2", "low_mood") & ~(SELF_HARM_NOW | SELF_HARM_THOUGHTS),
        "Uses finasteride or dutasteride and has low mood or depression.",
        "Finasteride 1 mg: stop at once and contact a doctor as soon as possible. 5 mg: contact a doctor; "
        "do not stop without supervision.",
        MHRA,
    ),
    Rule(
        "R02b",
        Priority.emergency,
        ON_FINASTERIDE_OR_DUTASTERIDE & (SELF_HARM_NOW | SELF_HARM_THOUGHTS),
        "Uses finasteride or dutasteride and has thoughts of self-harm or suicide.",
        "As R01. Finasteride 1 mg: stop at once and contact a doctor as soon as possible. 5 mg: contact a doctor; "
        "do not stop without supervision.",
        MHRA,
    ),
    Rule(
        "R04",
        Priority.same_day,
        chosen("tablet_contact", "self", "partner")
        | (chosen("reproductive", "pregnant", "trying") & ON_FINASTERIDE_OR_DUTASTERIDE),
        "Pregnancy, or a possible one, with finasteride or dutasteride in use or handled broken.",
        "Same-day advice from a pharmacist or doctor.",
        LEAFLET,
    ),
    Rule(
        "R05",
        Priority.same_day,
        OVER_50_WITH_HEAD_PAIN & ~chosen("safety2", "vision"),
        "Aged 50 or over with a new headache, a tender scalp or temples, or jaw pain on chewing.",
        "Needs a specialist’s view, ideally on the same working day.",
        "Scottish and BSR pathways",
    ),
    Rule(
        "R06",
        Priority.emergency,
        OVER_50_WITH_HEAD_PAIN & chosen("safety2", "vision"),
        "Aged 50 or over with a new headache, a tender scalp or temples, or jaw pain on chewing, "
        "and a change in sight.",
        "Emergency care now: sight is at risk.",
        "Scottish and BSR pathways",
    ),
    Rule(
        "R07",
        Priority.emergency,
        ON_MINOXIDIL & chosen("safety2", "heart"),
        "Uses minoxidil and has chest pain, palpitations or faintness.",
        "Stop minoxidil. 999 for chest pain or collapse.",
        LEAFLET,
    ),
    Rule(
        "R08",
        Priority.same_day,
        ON_MINOXIDIL & chosen("safety2", "swelling"),
        "Uses minoxidil and has sudden weight gain or swollen hands or feet.",
        "Stop minoxidil and see a doctor.",
        LEAFLET,
    ),
    Rule(
        "R09",
        Priority.same_day,
        UNDER_18 & (chosen("safety2", "boggy") | FEVER | chosen("scalp", "pustules", "pain")),
        "Under 18 with a painful, boggy or pus-filled scalp, fever or swollen glands.",
        "Same-day GP: some of these can scar.",
        "Leeds pathway; BAD, 2014",
    ),
    Rule(
        "R21",
        Priority.same_day,
        ~MALE & chosen("hormone", "voice", "hair_fast", "clitoris", "balding_fast"),
        "A quickly deepening voice, new male-pattern hair, growth of the clitoris, or fast balding.",
        "Call today; the GP should refer urgently.",
        "NHS Borders",
    ),
    Rule(
        "R29a",
        Priority.same_day,
        chosen("safety2", "after_procedure") & ~VERY_UNWELL,
        "Fever, pus, spreading redness, blackening or heavy bleeding after a transplant or injections.",
        "Call today: needs to be seen.",
        "JCCP",
    ),
    Rule(
        "R29b",
        Priority.emergency,
        chosen("safety2", "after_procedure") & VERY_UNWELL,
        "Very unwell, with fever, pus, spreading redness, blackening or heavy bleeding after a transplant "
        "or injections.",
        "Emergency care now.",
        "JCCP",
    ),
)
