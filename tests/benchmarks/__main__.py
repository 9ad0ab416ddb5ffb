"""`python -m tests.benchmarks [pages] [intake] [mail] [staff] [scheduling] [growth] [whole]`: those, or all of them.

A number after `growth` says how many requests the large clinic has.
"""

import sys
import time
from collections.abc import Iterator

from tests.benchmarks import growth, intake, mail, pages, scheduling, staff, whole
from tests.benchmarks.figures import progress
from tests.benchmarks.stage import stage

ON_STAGE = {
    "pages": pages.measure,
    "intake": intake.measure,
    "mail": mail.measure,
    "staff": staff.measure,
    "scheduling": scheduling.measure,
}
EVERYTHING = (*ON_STAGE, "growth", "whole")


def main(wanted: tuple[str, ...]) -> None:
    started = time.monotonic()
    lines = list(measurements(wanted))
    print(*lines, f"Measured in {time.monotonic() - started:.0f} s.", sep="\n")


def measurements(wanted: tuple[str, ...]) -> Iterator[str]:
    sizes = [int(word) for word in wanted if word.isdecimal()]
    if set(wanted) & {*ON_STAGE, "growth"}:
        progress("starting the servers")
        with stage() as set_up:
            for name in wanted:
                if name in ON_STAGE:
                    yield from ON_STAGE[name](set_up)
            if "growth" in wanted:
                yield from growth.measure(set_up, *sizes)
    if "whole" in wanted:
        yield from whole.measure()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or EVERYTHING)
