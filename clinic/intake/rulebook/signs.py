"""What the rules look for, where more than one of them looks for it. A missing age counts as an adult's."""

from clinic.intake.conditions import Age, chosen
from clinic.intake.steps.person import UNDER_18

ADULT = ~UNDER_18
AGED_50 = Age("dob", at_least=50)

SELF_HARM_NOW = chosen("safety1", "now")
SELF_HARM_THOUGHTS = chosen("safety1", "thoughts")
ON_FINASTERIDE_OR_DUTASTERIDE = chosen("hair_medicines", "finasteride_now", "dutasteride_now")
ON_MINOXIDIL = chosen("hair_medicines", "minoxidil_now")
VERY_UNWELL = chosen("safety2", "very_unwell")
FEVER = chosen("safety2", "fever_glands") | chosen("systemic", "fever")

LOSING_HAIR = ~chosen("type", "no_loss")
PATCHES = chosen("type", "patches") | chosen("scale_m", "patches") | chosen("scale_f", "patches")
UNWELL = FEVER | chosen("systemic", "weight_loss", "fatigue", "rash", "joint_pain", "mouth_ulcers", "lumps")
