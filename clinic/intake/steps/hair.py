"""What is happening to the hair and the scalp."""

from clinic.intake.conditions import chosen
from clinic.intake.questions import Kind, Option, Question, Step

HAIR = Step(
    "hair",
    "Your hair",
    (
        Question(
            "onset",
            Kind.one,
            "When did the problem with your hair or scalp start?",
            options=(
                Option("under_1_month", "Less than a month ago"),
                Option("1_to_3_months", "1 to 3 months ago"),
                Option("3_to_12_months", "3 months to a year ago"),
                Option("1_to_5_years", "1 to 5 years ago"),
                Option("over_5_years", "More than 5 years ago"),
            ),
            required=True,
            missing="Choose when it started.",
        ),
        Question(
            "tempo",
            Kind.one,
            "How did it begin?",
            options=(
                Option("sudden", "Suddenly, within days"),
                Option("weeks", "Over some weeks"),
                Option("gradual", "Slowly, over months or years"),
                Option("comes_and_goes", "It comes and goes"),
            ),
            required=True,
            missing="Choose how it began.",
        ),
        Question(
            "course",
            Kind.one,
            "What is it doing now?",
            options=(
                Option("fast", "Getting worse quickly"),
                Option("growing", "Slowly getting worse, or patches are getting bigger"),
                Option("same", "Staying the same"),
                Option("better", "Getting better"),
                Option("unsure", "Not sure"),
            ),
            required=True,
            missing="Choose what it is doing now, or choose “Not sure”.",
        ),
        Question(
            "type",
            Kind.many,
            "What do you notice?",
            hint="Choose all that apply.",
            options=(
                Option("shedding", "More hairs falling out than usual"),
                Option("clumps", "Hair coming out in clumps"),
                Option("thinning", "Hair getting thinner"),
                Option("patches", "Bare patches"),
                Option("hairline", "The hairline moving back"),
                Option("breakage", "Hairs breaking off"),
                Option("no_loss", "No hair loss, something else", alone=True),
            ),
            required=True,
            missing="Choose what you notice.",
        ),
        Question(
            "area",
            Kind.many,
            "Where is it?",
            hint="Choose all that apply.",
            options=(
                Option("front", "The front"),
                Option("temples", "The temples"),
                Option("crown", "The crown, at the back of the top"),
                Option("parting", "The parting"),
                Option("sides", "The sides"),
                Option("back", "The back"),
                Option("all", "Thinner all over the scalp"),
                Option("over_half", "More than half of the scalp is bare"),
                Option("total", "No hair is left on the scalp"),
                Option("brows", "Eyebrows"),
                Option("lashes", "Eyelashes"),
                Option("beard", "Beard"),
                Option("body", "Body hair"),
            ),
            required=True,
            missing="Choose where it is.",
        ),
    ),
)

OTHER_PATTERNS = (
    Option("patches", "Patches", hint="One or more bare patches, with full hair around them.", picture="patches"),
    Option("all-over", "Thin all over", hint="The hair is thinner everywhere.", picture="all-over"),
    Option("unsure", "Not sure", hint="None of these, or hard to tell.", picture="unsure"),
)

PATTERN = Step(
    "pattern",
    "The picture closest to yours",
    (
        Question(
            "scale_m",
            Kind.one,
            "Which is closest to your hair now?",
            why="It shows us how far the loss has gone. You do not need to be exact.",
            options=(
                Option("male-1", "Stage 1: no loss", hint="A full hairline, no thinning.", picture="male-1"),
                Option("male-2", "Stage 2: temples", hint="A little back at both temples.", picture="male-2"),
                Option("male-3", "Stage 3: deep temples", hint="Clearly back at both temples.", picture="male-3"),
                Option(
                    "male-3-vertex",
                    "Stage 3 with the crown",
                    hint="Back at the temples, and thin at the crown.",
                    picture="male-3-vertex",
                ),
                Option(
                    "male-4",
                    "Stage 4: front and crown",
                    hint="Further back in front, bare at the crown, a full band of hair between.",
                    picture="male-4",
                ),
                Option(
                    "male-5",
                    "Stage 5: a thin band",
                    hint="Large bare areas in front and at the crown, a thin band between.",
                    picture="male-5",
                ),
                Option(
                    "male-6",
                    "Stage 6: one bare area",
                    hint="Front and crown are joined, with no band between.",
                    picture="male-6",
                ),
                Option(
                    "male-7",
                    "Stage 7: sides and back only",
                    hint="Hair is left only in a low band round the sides and back.",
                    picture="male-7",
                ),
                *OTHER_PATTERNS,
            ),
            shown_when=chosen("sex", "male", "intersex", "prefer_not"),
        ),
        Question(
            "scale_f",
            Kind.one,
            "Which is closest to your parting now?",
            why="It shows us how far the loss has gone. You do not need to be exact.",
            options=(
                Option(
                    "female-1",
                    "Stage 1: a wider parting",
                    hint="The parting is a little wider than before.",
                    picture="female-1",
                ),
                Option(
                    "female-2",
                    "Stage 2: scalp shows",
                    hint="The parting is wide, and the scalp shows round it.",
                    picture="female-2",
                ),
                Option(
                    "female-3", "Stage 3: nearly bare", hint="The top of the head is nearly bare.", picture="female-3"
                ),
                *OTHER_PATTERNS,
            ),
            shown_when=chosen("sex", "female", "intersex", "prefer_not"),
        ),
    ),
    intro="Each picture is described in words below it.",
)

SCALP = Step(
    "scalp",
    "Your scalp and general health",
    (
        Question(
            "scalp",
            Kind.many,
            "What do you feel or see on your scalp?",
            hint="Choose all that apply.",
            why="Some scalp problems can harm the hair roots, so it helps to look at them early.",
            options=(
                Option("itch", "Itch"),
                Option("strong_itch", "Strong itch that is hard to ignore"),
                Option("pain", "Pain"),
                Option("burning", "Burning"),
                Option("tender", "Sore to touch"),
                Option("scale", "Flakes or scale"),
                Option("plaques", "Thick, scaly patches"),
                Option("redness", "Redness"),
                Option("pustules", "Spots with pus"),
                Option("crusts", "Crusts, or areas that weep"),
                Option("spreading", "Redness, spots or crusts that are spreading"),
                Option("shiny", "Smooth, shiny bare skin"),
                Option("lump", "A lump, mole or sore that is new, growing, bleeding or not healing"),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose what you feel or see on your scalp, or choose “None of these”.",
        ),
        Question(
            "nails",
            Kind.one,
            "Do your nails have small dents or ridges?",
            why="Nails and hair can change together.",
            options=(Option("yes", "Yes"), Option("no", "No")),
        ),
        Question(
            "systemic",
            Kind.many,
            "Have you had any of these lately?",
            hint="Choose all that apply.",
            why="Hair loss can be a sign that the body needs a check.",
            options=(
                Option("fever", "Fever"),
                Option("weight_loss", "Losing weight without trying"),
                Option("fatigue", "Feeling worn out most of the time"),
                Option("rash", "A rash"),
                Option("joint_pain", "Painful joints"),
                Option("mouth_ulcers", "Mouth ulcers"),
                Option("lumps", "New lumps, for example in the neck, armpit or groin"),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose what you have had lately, or choose “None of these”.",
        ),
    ),
)
