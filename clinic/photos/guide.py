"""The set of views that is asked for, the same each time, so that pictures of different dates can be compared."""

from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """Declared in the order in which they are asked for and shown."""

    front_hairline = "front_hairline"
    left_temple = "left_temple"
    right_temple = "right_temple"
    crown = "crown"
    parting = "parting"
    donor_area = "donor_area"


@dataclass(frozen=True)
class Guidance:
    """How a view is called, and how it is taken."""

    title: str
    advice: str


GUIDE = {
    View.front_hairline: Guidance("Front hairline", "Look straight at the camera and hold your hair back."),
    View.left_temple: Guidance(
        "Left temple", "Turn your head until your left ear faces the camera. Hold your hair back."
    ),
    View.right_temple: Guidance("Right temple", "Turn until your right ear faces the camera. Hold your hair back."),
    View.crown: Guidance("Crown", "The back of the top, from above. It is easier if somebody helps."),
    View.parting: Guidance("Parting", "Part your hair in the middle, bend your head, and take it from above."),
    View.donor_area: Guidance(
        "Back of the head", "From behind, from one ear to the other, at the height of your ears."
    ),
}
