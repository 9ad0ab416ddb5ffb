"""Who is asking, and how to reach them."""

from clinic.intake.conditions import Age, Answered, chosen
from clinic.intake.questions import Kind, Option, Question, Step

UNDER_18 = Age("dob", at_most=17)
MALE = chosen("sex", "male")

ABOUT_YOU = Step(
    "about-you",
    "About you",
    (
        Question(
            "name",
            Kind.text,
            "Full name",
            required=True,
            missing="Enter your full name.",
            special_category=False,
            autocomplete="name",
        ),
        Question(
            "dob",
            Kind.date,
            "Date of birth",
            hint="For example, 27 3 1990.",
            why="Some advice depends on age. If you are under 18, we also ask for an adult we can contact.",
            required=True,
            missing="Enter your date of birth.",
            special_category=False,
            autocomplete="bday",
        ),
        Question(
            "sex",
            Kind.one,
            "Sex recorded at birth",
            why="Some medicines are not safe for everyone, and hair loss follows different patterns.",
            options=(
                Option("female", "Female"),
                Option("male", "Male"),
                Option("intersex", "Intersex"),
                Option("prefer_not", "Prefer not to say"),
            ),
            required=True,
            missing="Choose your sex recorded at birth, or choose “Prefer not to say”.",
        ),
        Question(
            "sex_hormones",
            Kind.text,
            "Hormones you take, or took in the past",
            hint="For example testosterone or oestrogen, for any reason. Leave this empty if there are none.",
            why="Hormones can change how hair grows and falls.",
        ),
    ),
    intro="If you are filling this in for a child, answer for the child.",
)

ADULT = Step(
    "adult",
    "An adult we can contact",
    (
        Question(
            "adult_name",
            Kind.text,
            "The adult’s full name",
            shown_when=UNDER_18,
            required=True,
            missing="Enter the full name of an adult we can contact.",
            special_category=False,
        ),
        Question(
            "adult_relationship",
            Kind.text,
            "Who they are",
            hint="For example parent, carer or guardian.",
            shown_when=UNDER_18,
            required=True,
            missing="Enter who the adult is, for example parent or carer.",
            special_category=False,
        ),
        Question(
            "adult_email",
            Kind.email,
            "Their email address",
            hint="Give their email address, their telephone number, or both.",
            shown_when=UNDER_18,
            required=~Answered("adult_phone"),
            missing="Enter an email address or a telephone number for the adult.",
            special_category=False,
            longest=254,
            autocomplete="off",
        ),
        Question(
            "adult_phone",
            Kind.phone,
            "Their telephone number",
            shown_when=UNDER_18,
            required=~Answered("adult_email"),
            missing="Enter a telephone number or an email address for the adult.",
            special_category=False,
            autocomplete="off",
        ),
    ),
    intro="Because you are under 18, we need a parent, carer or other adult we can speak to.",
)

CONTACT = Step(
    "contact",
    "How we can reach you",
    (
        Question(
            "email",
            Kind.email,
            "Email address",
            hint="Give an email address, a telephone number, or both.",
            required=~Answered("phone") | chosen("contact_pref", "email"),
            missing="Enter an email address, or give a telephone number and choose phone or text.",
            special_category=False,
            longest=254,
            autocomplete="email",
        ),
        Question(
            "phone",
            Kind.phone,
            "Telephone number",
            hint="If it is not a UK number, begin with + and the country code.",
            required=~Answered("email") | chosen("contact_pref", "phone", "text"),
            missing="Enter a telephone number, or give an email address and choose email.",
            special_category=False,
            longest=40,
            autocomplete="tel",
        ),
        Question(
            "contact_pref",
            Kind.one,
            "How would you like us to reply?",
            why="So that we reach you in a way that feels private to you.",
            options=(
                Option("email", "Email"),
                Option("phone", "Phone call"),
                Option("text", "Text message"),
            ),
            required=True,
            missing="Choose how you would like us to reply.",
            special_category=False,
        ),
        Question("no_voicemail", Kind.tick, "Do not leave voicemail messages", special_category=False),
        Question(
            "contact_time",
            Kind.text,
            "Best time to reach you",
            hint="For example, weekdays after 5 pm.",
            special_category=False,
        ),
        Question(
            "region",
            Kind.one,
            "Where you live",
            why="Health services work differently in each part of the UK.",
            options=(
                Option("england", "England"),
                Option("scotland", "Scotland"),
                Option("wales", "Wales"),
                Option("northern_ireland", "Northern Ireland"),
                Option("elsewhere", "Outside the UK"),
            ),
            special_category=False,
        ),
    ),
)
