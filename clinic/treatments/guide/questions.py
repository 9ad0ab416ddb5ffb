"""What the guide asks: a picture and three questions. No medicine is named, because this page is for everybody."""

from clinic.treatments.guide.parts import Option, Question

NOW = "Happening now"
HEALTH = "Medicines and health"
YOU = "About you"

QUESTIONS = (
    Question(
        "picture",
        "Which picture is closest to your hair?",
        (
            Option("temples", "Back at the temples", "The hairline is moving back at both sides.", "male-3"),
            Option("crown", "Front and crown", "Thin or bare in front and at the crown.", "male-4"),
            Option("top", "Bare on top", "Hair is left at the sides and the back.", "male-6"),
            Option("parting", "A wider parting", "The scalp shows round the parting.", "female-2"),
            Option("parting-bare", "Nearly bare at the parting", "The top is thin from front to back.", "female-3"),
            Option("patches", "Bare patches", "One or more, with full hair around them.", "patches"),
            Option("all-over", "Thin all over", "The hair is thinner everywhere.", "all-over"),
            Option("no-picture", "None of these", "Hard to tell, or only the scalp is troubled.", "unsure"),
        ),
        "Choose the picture closest to your hair, or choose “None of these”.",
    ),
    Question(
        "course",
        "How did it come, and how fast?",
        (
            Option("sudden", "Suddenly, within days"),
            Option("growing", "Over some weeks, and it is getting worse quickly"),
            Option(
                "after",
                "Heavy shedding, some months after a birth, illness or shock",
                "Also after an operation, much stress or losing a lot of weight.",
            ),
            Option("slow", "Slowly, over months or years"),
            Option("comes-and-goes", "It comes and goes"),
            Option("no-course", "Not sure"),
        ),
        "Choose how it came, or choose “Not sure”.",
    ),
    Question(
        "scalp",
        "What does your scalp feel and look like?",
        (
            Option("itch", "Itch, or flakes"),
            Option("plaques", "Thick, scaly patches"),
            Option("sore", "Pain, burning, a very strong itch, or sore to touch"),
            Option("shiny", "Smooth, shiny bare skin"),
            Option("pus", "Spots with pus, crusts, or areas that weep or feel soft and swollen"),
            Option("spreading", "Redness, spots or crusts that are spreading"),
            Option("lump", "A lump, mole or sore that is new, growing, bleeding or not healing"),
            Option("scalp-well", "None of these"),
        ),
        "Choose what your scalp feels and looks like, or choose “None of these”.",
        "Choose all that apply.",
        alone="scalp-well",
    ),
    Question(
        "also",
        "Is any of this true for you?",
        (
            Option("harm", "I have thoughts of harming myself or ending my life", group=NOW),
            Option("very-unwell", "I feel very unwell", group=NOW),
            Option(
                "sight",
                "I am 50 or over, my head, temples or jaw have begun to hurt, and my sight has changed",
                group=NOW,
            ),
            Option(
                "headache",
                "I am 50 or over, with a new headache, sore temples, or pain in the jaw when chewing",
                group=NOW,
            ),
            Option(
                "heart",
                "I use a medicine for my hair, and have chest pain, a fast heartbeat, faintness or sudden swelling",
                "Swelling of the hands or feet, or weight gained within days.",
                group=NOW,
            ),
            Option(
                "procedure",
                "Something is wrong after a hair transplant or injections in the scalp",
                "Fever, pus, redness that spreads, skin turning black, or heavy bleeding.",
                group=NOW,
            ),
            Option("fever", "A fever, or swollen glands", group=NOW),
            Option("tablets-mood", "I take tablets for hair loss, and my mood is low", group=HEALTH),
            Option(
                "tablets-pregnancy",
                "Tablets for hair loss, and a pregnancy",
                "You are or could be pregnant, or your partner is, and one of you takes or touched them.",
                group=HEALTH,
            ),
            Option("new-medicine", "I began a new medicine in the 6 months before the loss", group=HEALTH),
            Option(
                "hormones",
                "I am a woman whose voice has quickly become deeper, or who is going bald fast",
                "Or dark hair grows on your face or body, or your clitoris has grown.",
                group=HEALTH,
            ),
            Option(
                "unwell", "Weight loss, being worn out, a rash, mouth ulcers, painful joints or new lumps", group=HEALTH
            ),
            Option("cancer", "I have cancer, or had treatment for it lately", group=HEALTH),
            Option("under-18", "I am under 18, or ask for somebody who is", group=YOU),
            Option(
                "far", "My eyebrows, eyelashes or body hair are going, or more than half of my scalp is bare", group=YOU
            ),
            Option("distress", "My hair makes me feel very low, or keeps me from going out", group=YOU),
            Option("nothing-else", "None of these"),
        ),
        "Choose what is true for you, or choose “None of these”.",
        "Choose all that apply. If none does, leave them all empty.",
        alone="nothing-else",
        may_be_open=True,
    ),
)
