"""Health now and in the past, and what runs in the family."""

from clinic.intake.conditions import chosen
from clinic.intake.questions import Kind, Option, Question, Step
from clinic.intake.steps.person import MALE

PROCEDURE_PLANNED = chosen("goals", "transplant") | chosen("subject", "hair-transplant", "prp-hair-treatment")
MOOD_MATTERS = (
    chosen("hair_medicines", "finasteride_now", "finasteride_past")
    | chosen("goals", "transplant")
    | chosen("subject", "hair-transplant", "hair-growth-medication")
)

HORMONES = Step(
    "hormones",
    "Pregnancy and hormones",
    (
        Question(
            "reproductive",
            Kind.many,
            "Are any of these true for you?",
            hint="Choose all that apply.",
            why="Some treatments are not safe in pregnancy or while breastfeeding, "
            "and more hairs often fall after a birth.",
            options=(
                Option("pregnant", "I am pregnant, or could be"),
                Option("trying", "I am trying to become pregnant"),
                Option("breastfeeding", "I am breastfeeding"),
                Option("birth", "I gave birth in the past 6 months"),
                Option("menopause", "I am going through the menopause, or have been through it"),
                Option("none", "None of these, or they do not apply to me", alone=True),
            ),
            shown_when=~MALE,
            required=True,
            missing="Choose what is true for you, or choose “None of these, or they do not apply to me”.",
        ),
        Question(
            "hormone",
            Kind.many,
            "Have you noticed any of these?",
            hint="Choose all that apply.",
            why="They can show that hormones play a part. If they came quickly, you may need a check soon.",
            options=(
                Option("irregular_periods", "Irregular periods"),
                Option("acne", "Acne"),
                Option("hair_slow", "More hair on the face or body, growing slowly over years"),
                Option("hair_fast", "New dark hair on the face, chest or tummy that came quickly"),
                Option("voice", "My voice has quickly become deeper"),
                Option("clitoris", "My clitoris has become larger"),
                Option("balding_fast", "Going bald quickly"),
                Option("none", "None of these", alone=True),
            ),
            shown_when=~MALE,
            required=True,
            missing="Choose what you have noticed, or choose “None of these”.",
        ),
    ),
)

HISTORY = Step(
    "history",
    "Your health and your family",
    (
        Question(
            "cond",
            Kind.many,
            "Do you have, or have you had, any of these?",
            hint="Choose all that apply.",
            why="Some of these can affect hair, and some make certain treatments unsafe.",
            options=(
                Option("thyroid", "A thyroid problem"),
                Option("diabetes", "Diabetes"),
                Option("autoimmune", "An autoimmune condition", hint="For example lupus, coeliac disease or vitiligo."),
                Option("heart", "A heart problem"),
                Option("blood_pressure", "High or low blood pressure"),
                Option("liver", "A liver problem"),
                Option("kidney", "A kidney problem"),
                Option("blood", "A bleeding, clotting or platelet disorder"),
                Option("other_blood", "Another blood problem, such as anaemia"),
                Option("cancer_now", "Cancer now, or chemotherapy or radiotherapy now or recently"),
                Option("cancer_past", "Cancer in the past, with treatment finished"),
                Option("psoriasis", "Psoriasis or dermatitis (eczema)"),
                Option("keloid", "Scars that grow thick and raised (keloids)"),
                Option(
                    "infection",
                    "HIV or hepatitis",
                    hint="We ask because you may be thinking of a procedure.",
                    shown_when=PROCEDURE_PLANNED,
                ),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose the conditions you have or had, or choose “None of these”.",
        ),
        Question(
            "cond_more",
            Kind.long_text,
            "More about these, or anything else about your health",
            longest=2000,
        ),
        Question(
            "family",
            Kind.many,
            "Has anyone in your close family had any of these?",
            hint="Parents, brothers and sisters. Choose all that apply.",
            why="Some kinds of hair loss run in families.",
            options=(
                Option("pattern_mother", "Pattern hair loss: mother"),
                Option("pattern_father", "Pattern hair loss: father"),
                Option("pattern_sibling", "Pattern hair loss: brother or sister"),
                Option("areata", "Alopecia areata (round bare patches)"),
                Option("scarring", "Scarring hair loss"),
                Option("autoimmune", "An autoimmune condition"),
                Option("unknown", "I do not know about some of them"),
                Option("none", "None of these", alone=True),
            ),
        ),
        Question(
            "family_more",
            Kind.text,
            "How old were they when it began?",
            hint="For example, “father, about 30”. Please leave out their names.",
        ),
        Question(
            "mental",
            Kind.one,
            "Have you ever had depression, an eating disorder or body dysmorphic disorder?",
            hint="Body dysmorphic disorder means worrying a great deal about how part of your body looks.",
            why="Some treatments can affect mood, and before surgery it can help to take time and have support.",
            options=(
                Option("yes", "Yes"),
                Option("no", "No"),
                Option("prefer_not", "Prefer not to say"),
            ),
            required=MOOD_MATTERS,
            missing="Choose an answer about depression and similar conditions, or choose “Prefer not to say”.",
        ),
    ),
)
