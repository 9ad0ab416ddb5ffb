"""A kind of email whose words kill the process that composes them."""

from clinic.notifications.composing import Email, Envelope, composer
from tests.faults import failpoints

KIND = "faults.poison"


@composer(KIND)
def poison(envelope: Envelope) -> Email:
    failpoints.die()
    raise AssertionError("a killed process went on")
