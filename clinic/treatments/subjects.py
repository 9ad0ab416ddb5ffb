"""What a consultation can be about."""

from dataclasses import dataclass
from enum import StrEnum


class SubjectKind(StrEnum):
    treatment = "treatment"
    condition = "condition"


@dataclass(frozen=True)
class Subject:
    slug: str
    title: str
    kind: SubjectKind
    note: str = ""
    """What a person should know before they choose it."""
    is_offered: bool = True
    """Whether the clinic may have it to offer; of the others it only talks."""


NOT_AVAILABLE = "Not an approved treatment. We can talk about what the research shows so far."

SUBJECTS = (
    Subject("androgenetic-alopecia", "Pattern hair loss", SubjectKind.condition, "Also called androgenetic alopecia."),
    Subject("alopecia-areata", "Alopecia areata", SubjectKind.condition, "Round bare patches that come suddenly."),
    Subject("scarring-alopecia", "Scarring alopecia", SubjectKind.condition, "Hair loss that damages the hair roots."),
    Subject("scalp-psoriasis", "Scalp psoriasis", SubjectKind.condition, "Thick, scaly patches on the scalp."),
    Subject("telogen-effluvium", "Sudden shedding", SubjectKind.condition, "Also called telogen effluvium."),
    Subject("hair-growth-medication", "Medication for hair loss", SubjectKind.treatment),
    Subject("corticosteroid-treatment", "Corticosteroid treatment", SubjectKind.treatment),
    Subject("prp-hair-treatment", "Platelet-rich plasma (PRP)", SubjectKind.treatment),
    Subject("hair-transplant", "Hair transplant", SubjectKind.treatment),
    Subject(
        "stem-cell-hair-treatment", "A talk about stem cells and hair", SubjectKind.treatment, NOT_AVAILABLE, False
    ),
    Subject("stem-cell-hair-transplant", "A talk about “hair cloning”", SubjectKind.treatment, NOT_AVAILABLE, False),
)

PAGES = frozenset({"home", "treatments", "compare", "conditions", "guide", *(subject.slug for subject in SUBJECTS)})
"""The names of the information pages, as a form on one of them says where it stands."""
