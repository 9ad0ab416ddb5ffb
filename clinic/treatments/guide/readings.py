"""Which page people with these answers often read. What was chosen says nothing about what anybody has."""

from clinic.treatments.guide.parts import Reading, options

AT_TEMPLES_AND_TOP = ("temples", "crown", "top")
PATTERNED = options(*AT_TEMPLES_AND_TOP, "parting", "parting-bare")

READINGS = (
    Reading(
        slug="scarring-alopecia",
        groups=(options("sore", "shiny", "pus"),),
        reason="Pain, burning, shiny skin or spots with pus, where hair is lost.",
        source="BAD; NHS Lothian; BNSSG",
    ),
    Reading(
        slug="scarring-alopecia",
        groups=(options(*AT_TEMPLES_AND_TOP), options("far")),
        reason="A hairline that moves back, with loss of eyebrows.",
        source="BAD",
    ),
    Reading(
        slug="alopecia-areata",
        groups=(options("patches"),),
        reason="Bare patches with full hair around them.",
        source="BAD; NHS",
    ),
    Reading(
        slug="alopecia-areata",
        groups=(options("far"),),
        reason="Loss of eyebrows, eyelashes or body hair, or of most of the scalp’s hair.",
        source="CKS-based pathway; NICE TA958",
    ),
    Reading(
        slug="telogen-effluvium",
        groups=(options("after"),),
        reason="Heavy shedding some months after a birth, illness or shock.",
        source="BAD",
    ),
    Reading(
        slug="telogen-effluvium",
        groups=(options("sudden", "growing"),),
        unless=options("patches"),
        reason="Loss that came within days or weeks.",
        source="BAD; NHS",
    ),
    Reading(
        slug="telogen-effluvium",
        groups=(options("all-over"),),
        reason="Hair that is thinner everywhere.",
        source="BAD",
    ),
    Reading(
        slug="scalp-psoriasis",
        groups=(options("plaques", "itch"),),
        reason="Thick, scaly patches, itch or flakes.",
        source="St John’s Institute of Dermatology",
    ),
    Reading(
        slug="androgenetic-alopecia",
        groups=(PATTERNED, options("slow", "comes-and-goes", "no-course")),
        reason="Thinning at the temples, the crown or the parting, with no sudden beginning.",
        source="NHS",
    ),
    Reading(
        slug="androgenetic-alopecia",
        groups=(options("all-over"), options("slow")),
        reason="Hair that became thinner slowly.",
        source="NHS",
    ),
)

OTHERWISE = (
    Reading(
        slug="androgenetic-alopecia",
        groups=(),
        reason="The common kind that comes slowly. If you are not sure, it is a page to begin with.",
        source="NHS",
    ),
    Reading(
        slug="telogen-effluvium",
        groups=(),
        reason="The common kind that comes suddenly. If you are not sure, it is a page to begin with.",
        source="BAD",
    ),
)
"""Where no other rule leads anywhere."""
