"""`python -m clinic.local run`, and `python -m clinic.local flask …` for commands about the running clinic."""

import os
import sys

from flask.cli import main as flask

from clinic.local.instance import CannotRun, Instance
from clinic.local.screen import Screen
from clinic.local.supervisor import Supervisor

APPLICATION = "clinic.local.wsgi:app"


def main(words: list[str]) -> int:
    try:
        match words:
            case ["run"]:
                return Supervisor(Instance.from_environ(os.environ), Screen()).run()
            case ["prepare"]:
                return prepare()
            case ["flask", *rest]:
                os.environ.update(Instance.from_environ(os.environ).published())
                sys.argv = ["flask", "--app", APPLICATION, *rest]
                flask()
    except CannotRun as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("Usage: python -m clinic.local run | flask <command> …", file=sys.stderr)
    return 2


def prepare() -> int:
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
