"""What the people in these stories answer, as it is kept."""

from typing import Any

from tests.world import PATIENT_EMAIL

SAFE: dict[str, Any] = {
    "safety1": "no",
    "hair_medicines": ["none"],
    "safety2": ["none"],
    "tablet_contact": "no",
}
AGREED: dict[str, Any] = {"emerg_ack": True, "consent_health": True, "consent_contact": True}

WOMAN: dict[str, Any] = {
    "name": "Sample Patient",
    "dob": "1984-03-09",
    "sex": "female",
    **SAFE,
    "email": PATIENT_EMAIL,
    "contact_pref": "email",
    "no_voicemail": True,
    "contact_time": "weekdays after 5 pm",
    "region": "wales",
    "onset": "3_to_12_months",
    "tempo": "gradual",
    "course": "growing",
    "type": ["shedding", "thinning"],
    "area": ["crown", "parting"],
    "scale_f": "female-2",
    "scalp": ["itch", "scale"],
    "nails": "no",
    "systemic": ["fatigue"],
    "reproductive": ["none"],
    "hormone": ["irregular_periods", "acne"],
    "triggers": ["birth", "stress"],
    "hair_care": ["colour", "tight"],
    "lifestyle": ["vegetarian"],
    "subject": "telogen-effluvium",
    "goals": ["diagnosis", "regrowth"],
    "expect": "More hair at the parting within a year.",
    "impact": 8,
    "impact_avoiding": ["checking"],
    "cond": ["thyroid"],
    "cond_more": "Treated since 2019.",
    "family": ["pattern_mother"],
    "family_more": "mother, about 50",
    "mental": "prefer_not",
    "meds": "levothyroxine 75 micrograms",
    "anticoag": ["none"],
    "allergy": ["latex"],
    "allergy_more": "A rash on the hands.",
    "tried": ["minoxidil", "herbal"],
    "tried_more": {"minoxidil": "2024, six months, itchy", "herbal": "no change"},
    "gp": "Sample Surgery, Sampleton",
    "gp_permission": "yes",
    "tests": "Iron, last spring, low.",
    "message": "I would rather not say this on the telephone.\nThank you.",
    "source": "person",
    **AGREED,
    "marketing": True,
}

MAN: dict[str, Any] = {
    "name": "Sample Neighbour",
    "dob": "1990-12-31",
    "sex": "male",
    **SAFE,
    "email": PATIENT_EMAIL,
    "phone": "+442079460018",
    "contact_pref": "text",
    "onset": "over_5_years",
    "tempo": "gradual",
    "course": "same",
    "type": ["hairline"],
    "area": ["temples"],
    "scale_m": "male-3-vertex",
    "scalp": ["none"],
    "systemic": ["none"],
    "triggers": ["none"],
    "subject": "androgenetic-alopecia",
    "goals": ["slow_loss"],
    "impact": 0,
    "impact_avoiding": ["none"],
    "cond": ["none"],
    "meds": "none",
    "anticoag": ["none"],
    "allergy": ["none"],
    "tried": ["none"],
    **AGREED,
}
"""Who answers only what must be answered, and says that it hardly matters."""

CHILD: dict[str, Any] = {
    **{key: value for key, value in WOMAN.items() if key not in {"hormone", "reproductive"}},
    "name": "Sample Child",
    "dob": "2014-06-02",
    "sex": "prefer_not",
    "adult_name": "Sample Parent",
    "adult_relationship": "parent",
    "adult_email": "parent@example.com",
    "reproductive": ["none"],
    "hormone": ["none"],
    "scale_m": "unsure",
    "triggers": ["illness"],
}

PLANNING: dict[str, Any] = {
    **WOMAN,
    "subject": "hair-transplant",
    "goals": ["transplant"],
    "cond": ["keloid", "infection"],
    "triggers": ["none"],
}
"""Who thinks of a procedure, and so is asked about infections."""

URGENT = {**WOMAN, "safety1": "now"}
SAME_DAY = {**MAN, "hair_medicines": ["minoxidil_now"], "safety2": ["swelling"]}
DISTRESSED = {**URGENT, "safety2": ["vision", "headache", "fever_glands"], "hair_medicines": ["finasteride_now"]}
"""To whom several kinds of advice apply at once."""
