"""Rules on the scalp and the kind of loss."""

from clinic.intake.conditions import chosen
from clinic.intake.rulebook.rule import Priority, Rule
from clinic.intake.rulebook.signs import ADULT, FEVER, LOSING_HAIR, PATCHES, UNWELL, VERY_UNWELL
from clinic.intake.steps.person import UNDER_18

SCALY_OR_BROKEN = chosen("scalp", "scale", "plaques", "itch", "strong_itch") | chosen("type", "breakage") | PATCHES
SORES = LOSING_HAIR & (chosen("scalp", "pustules", "crusts") | chosen("safety2", "boggy"))
SORES_SPREAD = FEVER | chosen("scalp", "spreading")
SUDDEN_OR_PATCHY = ADULT & LOSING_HAIR & (chosen("tempo", "sudden") | PATCHES)
GROWING = chosen("course", "fast", "growing")
HEAVY_SHEDDING = chosen("type", "clumps") | (chosen("type", "shedding") & chosen("tempo", "sudden"))

SKIN = (
    Rule(
        "R10",
        Priority.prompt,
        UNDER_18 & SCALY_OR_BROKEN,
        "Under 18 with a scaly or itchy scalp, broken hairs or patches.",
        "GP, not cosmetic care: a hair or skin sample may be needed. Ask about family and pets.",
        "Leeds pathway; BAD",
    ),
    Rule(
        "R11",
        Priority.prompt,
        UNDER_18 & LOSING_HAIR & ~SCALY_OR_BROKEN,
        "Under 18 with any other hair loss.",
        "GP or dermatology.",
        "RACGP, 2018; NICE TA958",
    ),
    Rule(
        "R12",
        Priority.prompt,
        LOSING_HAIR & (chosen("scalp", "pain", "burning", "strong_itch", "tender") | chosen("safety2", "tender")),
        "Pain, burning, strong itch or tenderness of the scalp, with hair loss.",
        "Early clinician review: some causes harm the roots for good.",
        "BAD; NHS",
    ),
    Rule(
        "R13",
        Priority.prompt,
        chosen("scalp", "shiny"),
        "Smooth, shiny bare skin.",
        "Early clinician review: some causes harm the roots for good.",
        "BAD; NHS Lothian; BNSSG",
    ),
    Rule(
        "R14a",
        Priority.prompt,
        SORES & ~SORES_SPREAD,
        "Spots with pus, crusts or weeping, with hair loss.",
        "Clinician review within two working days.",
        "NHS Lothian; Therapeutic Guidelines",
    ),
    Rule(
        "R14b",
        Priority.same_day,
        SORES & SORES_SPREAD,
        "Spots with pus, crusts or weeping, with hair loss, and fever or spreading.",
        "Call today; GP or NHS 111.",
        "NHS Lothian; Therapeutic Guidelines",
    ),
    Rule(
        "R15",
        Priority.prompt,
        chosen("area", "brows") & (chosen("type", "hairline") | chosen("area", "front")),
        "Loss along the front of the hairline, with loss of eyebrows.",
        "Early clinician review: some causes harm the roots for good.",
        "BAD",
    ),
    Rule(
        "R16a",
        Priority.prompt,
        SUDDEN_OR_PATCHY & GROWING,
        "Sudden loss or bare patches in an adult, rapid or growing.",
        "See a GP; clinician review within two working days.",
        "NHS",
    ),
    Rule(
        "R16b",
        Priority.soon,
        SUDDEN_OR_PATCHY & ~GROWING,
        "Sudden loss or bare patches in an adult.",
        "See a GP.",
        "NHS",
    ),
    Rule(
        "R17",
        Priority.prompt,
        chosen("area", "over_half", "total", "brows", "lashes", "body"),
        "More than half of the scalp bare, no scalp hair left, or loss of eyebrows, eyelashes or body hair.",
        "Clinician review: there are specialist options.",
        "CKS-based pathway; NICE TA958",
    ),
    Rule(
        "R18",
        Priority.soon,
        chosen("nails", "yes") & PATCHES,
        "Dents or ridges in the nails, with bare patches.",
        "Early appointment: tell the clinician.",
        "CCG pathway",
    ),
    Rule(
        "R19a",
        Priority.soon,
        HEAVY_SHEDDING & ~UNWELL,
        "Hair coming out in clumps, or sudden heavy shedding.",
        "See a GP; blood tests.",
        "NHS; NHS Lothian",
    ),
    Rule(
        "R19b",
        Priority.prompt,
        HEAVY_SHEDDING & UNWELL,
        "Hair coming out in clumps, or sudden heavy shedding, with signs of illness (R20).",
        "See a GP; blood tests.",
        "NHS; NHS Lothian",
    ),
    Rule(
        "R20a",
        Priority.prompt,
        UNWELL & ~VERY_UNWELL,
        "Fever, weight loss, exhaustion, a rash, mouth ulcers, joint pain or new lumps.",
        "GP tests: FBC, ferritin, TFT, ANA, VDRL.",
        "NHS Lothian",
    ),
    Rule(
        "R20b",
        Priority.same_day,
        UNWELL & VERY_UNWELL,
        "Very unwell, with fever, weight loss, exhaustion, a rash, mouth ulcers, joint pain or new lumps.",
        "Call today; GP or NHS 111.",
        "NHS Lothian",
    ),
    Rule(
        "R31",
        Priority.soon,
        chosen("scalp", "plaques") | chosen("cond", "psoriasis"),
        "Thick scaly patches, or known psoriasis or dermatitis.",
        "Treat the skin first.",
        "St John’s Institute of Dermatology",
    ),
    Rule(
        "R33",
        Priority.prompt,
        chosen("scalp", "lump"),
        "A scalp lump, mole or sore that is new, growing, bleeding or not healing.",
        "GP check.",
        "No source looked up: the clinic’s doctor sets this rule",
    ),
)
