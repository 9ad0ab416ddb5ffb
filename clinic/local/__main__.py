"""`python -m clinic.local run`, `… seed 1000` for one with requests, and `… flask …` about the one that runs."""

import os
import sys

from clinic.local.instance import CannotRun, Instance
from clinic.local.screen import Screen
from clinic.local.seed import seed
from clinic.local.supervisor import Supervisor

USAGE = "Usage: python -m clinic.local run | seed [requests] | flask <command> …"
REQUESTS = 1000


def main(words: list[str]) -> int:
    try:
        instance = Instance.from_environ(os.environ)
        match words:
            case ["run"]:
                return Supervisor(instance, Screen()).run()
            case ["seed"]:
                return seed(instance, REQUESTS)
            case ["seed", total] if total.isdecimal():
                return seed(instance, int(total))
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
