"""Rules on general health, medicines, wellbeing and hair care, and the routine case."""

from clinic.intake.conditions import AtLeast, chosen
from clinic.intake.rulebook.rule import Priority, Rule
from clinic.intake.rulebook.signs import ADULT, PATCHES
from clinic.intake.steps.person import MALE

SEVERE_IMPACT = 7
"""From here on a scale of 10 the distress counts as severe; our reading, for the clinic's doctor to set."""

PATTERNED = chosen("type", "thinning", "hairline") | chosen("area", "temples", "crown", "parting")

GENERAL = (
    Rule(
        "R03",
        Priority.prompt,
        (chosen("hair_medicines", "finasteride_now", "finasteride_past") | chosen("tried", "finasteride"))
        & chosen("safety2", "sexual_problems"),
        "Uses or used finasteride and has sexual problems.",
        "Discuss with the prescriber; they may persist after stopping.",
        "MHRA Drug Safety Update, 2024",
    ),
    Rule(
        "R22",
        Priority.soon,
        ~MALE & chosen("hormone", "hair_slow", "acne", "irregular_periods") & PATTERNED,
        "Slowly growing body hair, acne or irregular periods, with thinning.",
        "Hormone blood tests through the GP.",
        "NHS Borders",
    ),
    Rule(
        "R23",
        Priority.soon,
        chosen("cond", "autoimmune") & PATCHES,
        "A known autoimmune condition, with bare patches.",
        "Early appointment: tell the clinician.",
        "BAD",
    ),
    Rule(
        "R24",
        Priority.prompt,
        chosen("cond", "cancer_now"),
        "Active cancer, or chemotherapy or radiotherapy now or recently.",
        "Speak to oncology. No injections or surgery.",
        "NHS; exclusions in trials",
        hold=True,
    ),
    Rule(
        "R25",
        Priority.soon,
        chosen("triggers", "new_medicine"),
        "A new medicine in the 6 months before the loss began.",
        "Ask the GP or pharmacist. A prescribed medicine is never stopped alone.",
        "CCG pathway",
    ),
    Rule(
        "R26",
        Priority.soon,
        chosen("reproductive", "pregnant", "breastfeeding", "birth"),
        "Pregnant or possibly pregnant, breastfeeding, or gave birth in the past 6 months.",
        "No minoxidil, finasteride or PRP. Shedding after a birth is common.",
        "Product information of the medicines",
        hold=True,
    ),
    Rule(
        "R27",
        Priority.soon,
        chosen("anticoag", "aspirin", "clopidogrel", "warfarin", "doac", "heparin", "other") | chosen("cond", "blood"),
        "Takes a blood thinner, or has a bleeding, clotting or platelet disorder.",
        "No PRP, injections or surgery before a clinician has cleared it.",
        "Clinics’ and reviews’ lists",
        hold=True,
    ),
    Rule(
        "R28",
        Priority.soon,
        chosen("allergy", "local_anaesthetic", "anaphylaxis"),
        "Allergic to local anaesthetic, or has had anaphylaxis.",
        "No injections or surgery until a doctor has cleared it.",
        "Exclusions in trials",
        hold=True,
    ),
    Rule(
        "R30",
        Priority.prompt,
        chosen("safety2", "low_mood")
        | chosen("mental", "yes")
        | AtLeast("impact", SEVERE_IMPACT)
        | chosen("impact_avoiding", "people", "work", "checking"),
        "Low mood now, past depression or a similar condition, avoiding people or work, repeated checking, "
        "or severe distress.",
        "GP support. A pause before cosmetic surgery is sensible.",
        "NICE TA926; GMC, 2016",
    ),
    Rule(
        "R32",
        Priority.soon,
        chosen("hair_care", "tight", "extensions", "pulling"),
        "Tight styles, extensions, or pulling the hair.",
        "Early appointment: tell the clinician.",
        "RACGP, 2018",
    ),
)

ROUTINE = Rule(
    "R34",
    Priority.routine,
    ADULT & chosen("tempo", "gradual") & PATTERNED,
    "Gradual, patterned loss in an adult, and no other rule applies.",
    "Routine booking.",
    "NHS",
)
"""Applies only where no other rule does."""
