"""For every rule: answers that meet it, and answers that look alike and do not.

Each example that meets its rule holds nothing it could do without.
"""

from typing import Any

CHILD = {"dob": "2014-05-01"}
AGED_49 = {"dob": "1976-11-24"}
AGED_50 = {"dob": "1976-11-23"}
ON_FINASTERIDE = {"hair_medicines": ["finasteride_now"]}
ON_DUTASTERIDE = {"hair_medicines": ["dutasteride_now"]}
ON_MINOXIDIL = {"hair_medicines": ["minoxidil_now"]}
USED_FINASTERIDE = {"hair_medicines": ["finasteride_past"]}
USED_MINOXIDIL = {"hair_medicines": ["minoxidil_past"]}
MALE = {"sex": "male"}

Cases = list[dict[str, Any]]


def signs(*options: str) -> dict[str, Any]:
    return {"safety2": list(options)}


def each(key: str, *options: str, **others: Any) -> Cases:
    return [{key: [option], **others} for option in options]


MEETS: dict[str, Cases] = {
    "R01a": [{"safety1": "now"}],
    "R01b": [{"safety1": "thoughts"}],
    "R02a": [{**ON_FINASTERIDE, **signs("low_mood")}, {**ON_DUTASTERIDE, **signs("low_mood")}],
    "R02b": [{**ON_FINASTERIDE, "safety1": "now"}, {**ON_DUTASTERIDE, "safety1": "thoughts"}],
    "R03": [
        {**ON_FINASTERIDE, **signs("sexual_problems")},
        {**USED_FINASTERIDE, **signs("sexual_problems")},
        {"tried": ["finasteride"], **signs("sexual_problems")},
    ],
    "R04": [
        {"tablet_contact": "self"},
        {"tablet_contact": "partner"},
        {**ON_FINASTERIDE, "reproductive": ["pregnant"]},
        {**ON_DUTASTERIDE, "reproductive": ["trying"]},
    ],
    "R05": each("safety2", "headache", "tender", "jaw_pain", **AGED_50),
    "R06": [{**AGED_50, **signs(pain, "vision")} for pain in ("headache", "tender", "jaw_pain")],
    "R07": [{**ON_MINOXIDIL, **signs("heart")}],
    "R08": [{**ON_MINOXIDIL, **signs("swelling")}],
    "R09": [
        *each("safety2", "boggy", "fever_glands", **CHILD),
        *each("scalp", "pustules", "pain", **CHILD),
        {**CHILD, "systemic": ["fever"]},
    ],
    "R10": [
        *each("scalp", "scale", "plaques", "itch", "strong_itch", **CHILD),
        *each("type", "breakage", "patches", **CHILD),
        {**CHILD, "scale_m": "patches"},
    ],
    "R11": [CHILD],
    "R12": [*each("scalp", "pain", "burning", "strong_itch", "tender"), signs("tender")],
    "R13": each("scalp", "shiny"),
    "R14a": [*each("scalp", "pustules", "crusts"), signs("boggy")],
    "R14b": [
        {"scalp": ["pustules", "spreading"]},
        {"scalp": ["crusts"], **signs("fever_glands")},
        {"scalp": ["crusts"], "systemic": ["fever"]},
    ],
    "R15": [{"area": ["brows"], "type": ["hairline"]}, {"area": ["brows", "front"]}],
    "R16a": [
        {"tempo": "sudden", "course": "fast"},
        {"type": ["patches"], "course": "growing"},
        {"scale_f": "patches", "course": "growing"},
    ],
    "R16b": [{"tempo": "sudden"}, {"type": ["patches"]}],
    "R17": each("area", "over_half", "total", "brows", "lashes", "body"),
    "R18": [{"nails": "yes", "type": ["patches"]}],
    "R19a": [{"type": ["clumps"]}, {"type": ["shedding"], "tempo": "sudden"}],
    "R19b": [{"type": ["clumps"], "systemic": ["fatigue"]}],
    "R20a": [
        *each("systemic", "fever", "weight_loss", "fatigue", "rash", "joint_pain", "mouth_ulcers", "lumps"),
        signs("fever_glands"),
    ],
    "R20b": [{"systemic": ["rash"], **signs("very_unwell")}, signs("fever_glands", "very_unwell")],
    "R21": each("hormone", "voice", "hair_fast", "clitoris", "balding_fast"),
    "R22": [
        *each("hormone", "hair_slow", "acne", "irregular_periods", type=["thinning"]),
        {"hormone": ["acne"], "area": ["parting"]},
    ],
    "R23": [{"cond": ["autoimmune"], "type": ["patches"]}],
    "R24": each("cond", "cancer_now"),
    "R25": each("triggers", "new_medicine"),
    "R26": each("reproductive", "pregnant", "breastfeeding", "birth"),
    "R27": [
        *each("anticoag", "aspirin", "clopidogrel", "warfarin", "doac", "heparin", "other"),
        {"cond": ["blood"]},
    ],
    "R28": each("allergy", "local_anaesthetic", "anaphylaxis"),
    "R29a": [signs("after_procedure")],
    "R29b": [signs("after_procedure", "very_unwell")],
    "R30": [
        signs("low_mood"),
        {"mental": "yes"},
        {"impact": 7},
        {"impact": 10},
        *each("impact_avoiding", "people", "work", "checking"),
    ],
    "R31": [{"scalp": ["plaques"]}, {"cond": ["psoriasis"]}],
    "R32": each("hair_care", "tight", "extensions", "pulling"),
    "R33": each("scalp", "lump"),
    "R34": [{"tempo": "gradual", "type": ["thinning"]}, {"tempo": "gradual", "area": ["crown"]}],
}

FAILS: dict[str, Cases] = {
    "R01a": [{"safety1": "thoughts"}, {"safety1": "no"}, {"safety1": "prefer_not"}],
    "R01b": [{"safety1": "now"}, {"safety1": "no"}, {"safety1": "prefer_not"}],
    "R02a": [
        {**USED_FINASTERIDE, **signs("low_mood")},
        {**ON_MINOXIDIL, **signs("low_mood")},
        {**ON_FINASTERIDE, **signs("low_mood"), "safety1": "now"},
    ],
    "R02b": [{**USED_FINASTERIDE, "safety1": "now"}, {**ON_FINASTERIDE, "safety1": "no"}],
    "R03": [{**ON_DUTASTERIDE, **signs("sexual_problems")}, {**ON_FINASTERIDE, **signs("none")}],
    "R04": [
        {"tablet_contact": "no"},
        {"reproductive": ["pregnant"], "hair_medicines": ["finasteride_past"]},
        {**ON_FINASTERIDE, "reproductive": ["breastfeeding"]},
    ],
    "R05": [*each("safety2", "headache", **AGED_49), {**AGED_50, **signs("vision")}, {**AGED_50, **signs("none")}],
    "R06": [{**AGED_49, **signs("headache", "vision")}, {**AGED_50, **signs("vision")}],
    "R07": [{**USED_MINOXIDIL, **signs("heart")}, {**ON_MINOXIDIL, **signs("swelling")}],
    "R08": [{**USED_MINOXIDIL, **signs("swelling")}, {**ON_MINOXIDIL, **signs("heart")}],
    "R09": [{**AGED_49, **signs("boggy")}, {**CHILD, "scalp": ["scale"]}],
    "R10": [{**AGED_49, "scalp": ["scale"]}, {**CHILD, "type": ["thinning"]}],
    "R11": [AGED_49, {**CHILD, "type": ["no_loss"]}, {**CHILD, "type": ["patches"]}],
    "R12": [{"scalp": ["itch"]}, {"scalp": ["pain"], "type": ["no_loss"]}],
    "R13": [{"scalp": ["redness"]}],
    "R14a": [{"scalp": ["redness"]}, {"scalp": ["crusts"], "type": ["no_loss"]}, {"scalp": ["crusts", "spreading"]}],
    "R14b": [{"scalp": ["pustules"]}, {"scalp": ["redness", "spreading"]}],
    "R15": [{"area": ["brows"]}, {"area": ["front"], "type": ["hairline"]}],
    "R16a": [
        {**CHILD, "tempo": "sudden", "course": "fast"},
        {"tempo": "gradual", "course": "fast"},
        {"tempo": "sudden", "course": "same"},
    ],
    "R16b": [{**CHILD, "tempo": "sudden"}, {"tempo": "sudden", "course": "growing"}, {"tempo": "weeks"}],
    "R17": each("area", "all", "front", "beard"),
    "R18": [{"nails": "yes", "type": ["thinning"]}, {"nails": "no", "type": ["patches"]}],
    "R19a": [{"type": ["shedding"], "tempo": "gradual"}, {"type": ["clumps"], "systemic": ["rash"]}],
    "R19b": [{"type": ["clumps"], "systemic": ["none"]}, {"systemic": ["rash"]}],
    "R20a": [{"systemic": ["none"]}, {"systemic": ["rash"], **signs("very_unwell")}],
    "R20b": [signs("very_unwell"), {"systemic": ["rash"]}],
    "R21": [{"hormone": ["hair_slow", "acne", "irregular_periods"]}, {**MALE, "hormone": ["voice"]}],
    "R22": [
        {"hormone": ["acne"], "type": ["patches"]},
        {**MALE, "hormone": ["acne"], "type": ["thinning"]},
        {"hormone": ["none"], "type": ["thinning"]},
    ],
    "R23": [{"cond": ["autoimmune"], "type": ["thinning"]}, {"cond": ["thyroid"], "type": ["patches"]}],
    "R24": [{"cond": ["cancer_past"]}],
    "R25": [{"triggers": ["stress"]}],
    "R26": [{"reproductive": ["trying"]}, {"reproductive": ["menopause"]}],
    "R27": [{"anticoag": ["none"]}, {"cond": ["other_blood"]}],
    "R28": [{"allergy": ["latex", "medicine"]}],
    "R29a": [signs("very_unwell"), signs("after_procedure", "very_unwell")],
    "R29b": [signs("very_unwell"), signs("after_procedure")],
    "R30": [{"mental": "no"}, {"mental": "prefer_not"}, {"impact": 6}, {"impact": 0}, {"impact_avoiding": ["none"]}],
    "R31": [{"scalp": ["scale"]}, {"cond": ["none"]}],
    "R32": [{"hair_care": ["colour", "heat", "covering", "afro"]}],
    "R33": [{"scalp": ["none"]}],
    "R34": [{**CHILD, "tempo": "gradual", "type": ["thinning"]}, {"tempo": "weeks", "type": ["thinning"]}],
}
