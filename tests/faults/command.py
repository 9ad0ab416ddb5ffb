"""One of the clinic's commands, as `flask …`, without the guard that a negative control switches off."""

import os
import sys

from clinic import create_app
from tests.faults import failpoints, unguarded


def main(words: list[str]) -> None:
    unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))
    create_app().cli.main(words, prog_name="flask")


if __name__ == "__main__":
    main(sys.argv[1:])
