"""`python -m clinic.local run`, and `python -m clinic.local flask …` for commands about the running clinic."""

import os
import sys

from clinic.local.instance import CannotRun, Instance
from clinic.local.screen import Screen
from clinic.local.supervisor import Supervisor

USAGE = "Usage: python -m clinic.local run | flask <command> …"


def main(words: list[str]) -> int:
    try:
        instance = Instance.from_environ(os.environ)
        match words:
            case ["run"]:
                return Supervisor(instance, Screen()).run()
            case ["flask", *rest]:
                become_flask(rest, instance.published())
    except CannotRun as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2


def become_flask(words: list[str], settings: dict[str, str]) -> None:
    command = [sys.executable, "-m", "flask", "--app", "clinic.local.wsgi:app", *words]
    os.execve(sys.executable, command, {**os.environ, **settings})  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
