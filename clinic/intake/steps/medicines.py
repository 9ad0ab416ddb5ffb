"""Medicines, allergies, what was tried before, and the GP."""

from clinic.intake.conditions import Answered, chosen
from clinic.intake.questions import Kind, Option, Question, Step

MEDICINES = Step(
    "medicines",
    "Medicines and allergies",
    (
        Question(
            "meds",
            Kind.long_text,
            "All the medicines you take",
            hint="Include tablets, creams, injections, hormones, vitamins and anything bought without a prescription. "
            "If you take nothing, write “none”.",
            why="Some medicines can cause hair loss, and some do not go together. "
            "Do not stop a prescribed medicine without asking the person who prescribed it.",
            required=True,
            missing="Enter the medicines you take, or write “none”.",
            longest=2000,
        ),
        Question(
            "anticoag",
            Kind.many,
            "Do you take anything that thins the blood?",
            hint="Choose all that apply. Keep taking it as usual.",
            why="It can cause bleeding in some procedures.",
            options=(
                Option("aspirin", "Aspirin"),
                Option("clopidogrel", "Clopidogrel"),
                Option("warfarin", "Warfarin"),
                Option("doac", "Apixaban, dabigatran, edoxaban or rivaroxaban"),
                Option("heparin", "Heparin injections"),
                Option("other", "Another one, or I do not know its name"),
                Option("none", "No", alone=True),
            ),
            required=True,
            missing="Choose what you take to thin the blood, or choose “No”.",
        ),
        Question(
            "allergy",
            Kind.many,
            "Are you allergic to any of these?",
            hint="Choose all that apply.",
            why="So that we never suggest something that could harm you.",
            options=(
                Option("medicine", "A medicine"),
                Option("local_anaesthetic", "Local anaesthetic (numbing injections)"),
                Option("latex", "Latex"),
                Option("adhesive", "Plasters, tape or glue"),
                Option("other", "Something else"),
                Option("anaphylaxis", "I have had a severe allergic reaction (anaphylaxis)"),
                Option("none", "No allergies", alone=True),
            ),
            required=True,
            missing="Choose your allergies, or choose “No allergies”.",
        ),
        Question(
            "allergy_more",
            Kind.long_text,
            "What are you allergic to, and what happened?",
            hint="Leave this empty if you have no allergies.",
            longest=1000,
        ),
    ),
)

TRIED = Step(
    "tried",
    "What you have tried",
    (
        Question(
            "tried",
            Kind.many,
            "Have you tried any of these for your hair?",
            hint="Choose all that apply, now or in the past.",
            why="So that we do not suggest what you have already tried.",
            options=(
                Option("minoxidil", "Minoxidil"),
                Option("finasteride", "Finasteride"),
                Option("steroid", "Steroid cream, lotion or injections"),
                Option("prp", "Platelet-rich plasma (PRP)"),
                Option("transplant", "Hair transplant"),
                Option("stem_cell", "Stem cell treatment"),
                Option("laser", "Laser or light treatment"),
                Option("herbal", "Herbal products or supplements"),
                Option("other", "Something else"),
                Option("none", "Nothing yet", alone=True),
            ),
            required=True,
            missing="Choose what you have tried, or choose “Nothing yet”.",
        ),
    ),
)

RESULTS = Step(
    "results",
    "How it went",
    (
        Question(
            "tried_more",
            Kind.matrix,
            "For each one: when, what it did, and any side effects",
            hint="A few words are enough, for example “2024, six months, no change, itchy”.",
            rows_from="tried",
            shown_when=Answered("tried") & ~chosen("tried", "none"),
            longest=500,
        ),
    ),
)

GP = Step(
    "gp",
    "Your GP and tests",
    (
        Question(
            "gp",
            Kind.text,
            "Your GP surgery",
            hint="Its name and town.",
            why="Your GP can arrange blood tests, and knows your health.",
        ),
        Question(
            "gp_permission",
            Kind.one,
            "May we write to your GP about this?",
            hint="You can change your mind at any time.",
            options=(Option("yes", "Yes"), Option("no", "No")),
        ),
        Question(
            "tests",
            Kind.long_text,
            "Recent blood tests or skin samples",
            hint="What was tested, when, and the result if you know it.",
            why="So that you do not have the same test twice.",
            longest=1000,
        ),
    ),
)
