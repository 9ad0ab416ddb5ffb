"""`python -m clinic.local.seeding REQUESTS`, under the settings of a clinic on this machine."""

import sys
import time

from clinic import create_app
from clinic.local.screen import show
from clinic.local.seeding.clinic import CannotFill
from clinic.local.seeding.filling import fill


def main(total: int) -> int:
    started = time.monotonic()
    with create_app().app_context():
        try:
            added = fill(total, show)
        except CannotFill as refusal:
            print(refusal, file=sys.stderr)
            return 1
        except KeyboardInterrupt:  # whoever started this says so
            return 1
    show(f"{added:,} requests were added in {time.monotonic() - started:.0f} s.")
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
