"""`python -m clinic.local.seeding REQUESTS`, under the settings of a clinic on this machine."""

import sys
import time

from clinic import create_app
from clinic.insights.queries import is_behind
from clinic.local.screen import show
from clinic.local.seeding.clinic import CannotFill
from clinic.local.seeding.filling import count, fill


def main(total: int) -> int:
    with create_app().app_context():
        try:
            _fill(total)
        except CannotFill as refusal:
            print(refusal, file=sys.stderr)
            return 1
        except KeyboardInterrupt:  # whoever started this says so
            return 1
    return 0


def _fill(total: int) -> None:
    started = time.monotonic()
    added = fill(total, show)
    _say(f"{added:,} requests were added", started)
    if added or is_behind():
        started = time.monotonic()
        count(show)
        _say("The insights were counted", started)


def _say(what: str, started: float) -> None:
    show(f"{what} in {time.monotonic() - started:.0f} s.")
    print()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
