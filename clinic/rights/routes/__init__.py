"""The pages of what people ask about their data: theirs, and the staff's."""

from clinic.rights.routes import asking, consents, corrections, erasure, own, staff
from clinic.rights.routes.visit import blueprint

__all__ = ["asking", "blueprint", "consents", "corrections", "erasure", "own", "staff"]
