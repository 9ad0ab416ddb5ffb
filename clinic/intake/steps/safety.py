"""The questions that may mean help is needed today, on one screen."""

from clinic.intake.questions import Kind, Option, Question, Step

SAFETY = Step(
    "safety",
    "Your safety first",
    (
        Question(
            "safety1",
            Kind.one,
            "Are you having thoughts of harming yourself or ending your life?",
            why="Hair loss can be very hard to live with. If you are not safe, we want you to have help now, "
            "before anything else.",
            options=(
                Option("now", "Yes, and I do not feel safe right now"),
                Option("thoughts", "Yes, I have thoughts, but I am safe for now"),
                Option("no", "No"),
                Option("prefer_not", "Prefer not to say"),
            ),
            required=True,
            missing="Choose an answer about thoughts of harming yourself, or choose “Prefer not to say”.",
        ),
        Question(
            "hair_medicines",
            Kind.many,
            "Have you used any of these medicines, for hair or for any other reason?",
            hint="Choose all that apply. The name is on the packet.",
            why="With some medicines, certain symptoms need quick advice.",
            options=(
                Option("finasteride_now", "Finasteride, now"),
                Option("finasteride_past", "Finasteride, in the past"),
                Option("dutasteride_now", "Dutasteride, now"),
                Option("dutasteride_past", "Dutasteride, in the past"),
                Option("minoxidil_now", "Minoxidil, now", hint="A foam, a liquid or tablets."),
                Option("minoxidil_past", "Minoxidil, in the past"),
                Option("unknown", "I use a hair medicine but do not know its name"),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose the medicines you have used, or choose “None of these”.",
        ),
        Question(
            "safety2",
            Kind.many,
            "Do you have any of these now?",
            hint="Choose all that apply.",
            why="A few of these need care on the same day. We tell you at once if one of them does.",
            options=(
                Option("low_mood", "Low mood or depression"),
                Option("sexual_problems", "Sexual problems", hint="For example a low sex drive, or erection problems."),
                Option("headache", "A new headache"),
                Option("tender", "A sore or tender scalp or temples"),
                Option("jaw_pain", "Pain in the jaw when chewing"),
                Option("vision", "Any change in your sight"),
                Option("heart", "Chest pain, a fast or pounding heartbeat, or feeling faint"),
                Option("swelling", "Sudden weight gain, or swollen hands or feet"),
                Option("boggy", "A painful, soft, swollen or pus-filled area on the scalp"),
                Option("fever_glands", "A fever, or swollen glands"),
                Option(
                    "after_procedure",
                    "A problem after a hair transplant or injections in the scalp",
                    hint="Fever, pus, redness that spreads, skin turning black, or heavy bleeding.",
                ),
                Option("very_unwell", "Feeling very unwell"),
                Option("none", "None of these", alone=True),
            ),
            required=True,
            missing="Choose what you have now, or choose “None of these”.",
        ),
        Question(
            "tablet_contact",
            Kind.one,
            "Pregnancy and hair-loss tablets: is one of these true for you?",
            hint="This is about finasteride and dutasteride.",
            why="These tablets can be a risk to an unborn baby. If one of these is true, you need advice today.",
            options=(
                Option("self", "I am or could be pregnant, and I take these tablets or have touched broken ones"),
                Option(
                    "partner", "My partner is pregnant, and one of us takes these tablets or has touched broken ones"
                ),
                Option("no", "No, neither"),
            ),
            required=True,
            missing="Choose an answer about pregnancy and hair-loss tablets.",
        ),
    ),
    intro="We ask these first because some answers mean that you should get help today.",
)
