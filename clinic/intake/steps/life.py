"""What happened before, daily life, and what the person hopes for."""

from clinic.intake.questions import Kind, Option, Question, Step
from clinic.intake.steps.person import MALE
from clinic.treatments.subjects import SUBJECTS

TRIGGERS = Step(
    "triggers",
    "Before it started",
    (
        Question(
            "triggers",
            Kind.many,
            "Did any of these happen in the 6 months before it started?",
            hint="Choose all that apply.",
            why="Hair often falls two to four months after a shock to the body.",
            options=(
                Option("birth", "I gave birth", shown_when=~MALE),
                Option("illness", "An illness with fever, such as COVID-19 or flu"),
                Option("surgery", "An operation"),
                Option("stress", "A very stressful time"),
                Option("weight_loss", "Losing a lot of weight"),
                Option("new_medicine", "A new medicine"),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose what happened before it started, or choose “None of these”.",
        ),
        Question(
            "hair_care",
            Kind.many,
            "How do you wear and care for your hair?",
            hint="Choose all that apply.",
            why="Pulling, heat and chemicals can break hair or loosen it.",
            options=(
                Option("colour", "Colour, bleach, perms or relaxers"),
                Option("heat", "Heat, such as straighteners or hot combs"),
                Option("tight", "Tight styles, such as braids, cornrows, buns or ponytails"),
                Option("extensions", "Extensions, weaves or wigs that are fixed on"),
                Option("covering", "A head covering on most days"),
                Option("afro", "Care for afro-textured hair"),
                Option("pulling", "I sometimes pull or twist my hair out"),
            ),
        ),
        Question(
            "lifestyle",
            Kind.many,
            "Are any of these true for you?",
            hint="Choose all that apply.",
            why="Hair needs enough food and iron, and smoking slows healing after a procedure.",
            options=(
                Option("vegetarian", "I eat little or no meat or fish"),
                Option("restricted", "I leave out other foods, or eat very little"),
                Option("dieting", "I am losing weight fast"),
                Option("smoking", "I smoke or vape"),
                Option("alcohol", "I drink alcohol on most days"),
            ),
        ),
    ),
)

GOALS = Step(
    "goals",
    "What you hope for",
    (
        Question(
            "subject",
            Kind.one,
            "What would you like to talk about?",
            why="So that we can prepare for it.",
            options=(
                *(Option(subject.slug, subject.title, hint=subject.note) for subject in SUBJECTS),
                Option("not-sure", "Something else, or not sure"),
            ),
            required=True,
            missing="Choose what you would like to talk about, or choose “Something else, or not sure”.",
        ),
        Question(
            "goals",
            Kind.many,
            "What would help you most?",
            hint="Choose all that apply.",
            options=(
                Option("diagnosis", "Finding out what it is"),
                Option("slow_loss", "Slowing the loss"),
                Option("regrowth", "Growing some hair back"),
                Option("transplant", "Finding out about a hair transplant"),
                Option("camouflage", "Hiding it, for example with wigs, fibres or styling"),
                Option("second_opinion", "A second opinion"),
            ),
            required=True,
            missing="Choose what would help you most.",
        ),
        Question(
            "expect",
            Kind.text,
            "What result do you hope for, and by when?",
            why="So that we can tell you honestly what is likely.",
            longest=500,
        ),
        Question(
            "impact",
            Kind.scale,
            "How much does your hair affect your life?",
            hint="0 means not at all, 10 means as much as it could.",
            why="What you feel matters as much as what can be seen.",
            required=True,
            missing="Choose a number from 0 to 10.",
        ),
        Question(
            "impact_avoiding",
            Kind.many,
            "Because of your hair, do you do any of these?",
            hint="Choose all that apply.",
            options=(
                Option("people", "I avoid going out or seeing people"),
                Option("work", "I avoid work, school or college"),
                Option("checking", "I check my hair again and again"),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose what you do because of your hair, or choose “None of these”.",
        ),
    ),
)
