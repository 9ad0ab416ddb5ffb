"""What can be wrong with a picture, in words for who sent it: what happened, and what to do next."""

from enum import StrEnum

from clinic.core.errors import Refusal


class Fault(StrEnum):
    no_picture = "no_picture"
    too_big = "too_big"
    too_many_pixels = "too_many_pixels"
    too_small = "too_small"
    too_dark = "too_dark"
    blurred = "blurred"
    busy = "busy"


IN_WORDS = {
    Fault.no_picture: "This file is not a picture that we can open. Take the photo again, or send it as a JPEG.",
    Fault.too_big: "This file is larger than 16 MB. Use the ordinary camera setting, or send a smaller copy.",
    Fault.too_many_pixels: "This picture is larger than we can open. Take the photo with the ordinary camera setting.",
    Fault.too_small: "This picture is too small to see the hair. Send the photo as the camera took it.",
    Fault.too_dark: "This picture is too dark. Stand near a window, with daylight on your hair, and try again.",
    Fault.blurred: "This picture is blurred. Hold the camera still, about 30 cm away, tap on the hair, and try again.",
    Fault.busy: "Many pictures are coming in just now. Wait a moment and send this one again.",
}

OF_QUALITY = frozenset({Fault.too_dark, Fault.blurred})
"""What a person may see otherwise, and send all the same."""


class Unfit(Refusal):
    """This picture cannot be kept; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"the picture was refused: {fault}")
        self.fault = fault
