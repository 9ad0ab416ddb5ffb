"""What every form of a value that two people may change at once says: which version its sender saw."""

import re

from wtforms import HiddenField

from clinic.core.forms import BaseForm


class SeenForm(BaseForm):
    seen = HiddenField()
    """The number of the version that stood on the page."""

    @property
    def seen_number(self) -> int:
        """Give the number that the page held; one that cannot be read was never seen."""
        seen = self.seen.data or ""
        return int(seen) if re.fullmatch(r"[0-9]{1,18}", seen) else -1
