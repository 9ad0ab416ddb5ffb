"""`python -m clinic.local seed`: fills a clinic that does not run with requests."""

import os
import signal
import subprocess
import sys

from clinic.local.child import ROOT, ChildEnded
from clinic.local.instance import Instance
from clinic.local.postgres import Postgres
from clinic.local.programs import MailCatcher, Preparation
from clinic.local.supervisor import explain
from clinic.local.valkey import Valkey

INTERRUPTED = 128 + signal.SIGINT


def seed(instance: Instance, total: int) -> int:
    """Start its database alone, fill it and stop it; gives the exit code. Raises CannotRun while the clinic runs."""
    with instance.lock():
        try:
            with Postgres(instance.folder, log=instance.log("postgres")) as postgres:
                return _fill({**os.environ, **_settings(instance, postgres)}, instance, total)
        except ChildEnded as ended:
            print(explain(ended), file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nStopped. All requests were added, or none; the same command does the rest.", file=sys.stderr)
            return INTERRUPTED


def _fill(environ: dict[str, str], instance: Instance, total: int) -> int:
    Preparation(instance.log("prepare"), environ).start()
    return subprocess.run([sys.executable, "-m", "clinic.local.seeding", str(total)], cwd=ROOT, env=environ).returncode


def _settings(instance: Instance, postgres: Postgres) -> dict[str, str]:
    """Give what a process of this instance needs to know; of Valkey and the mail server only where they would be."""
    valkey, mail = Valkey(instance.folder), MailCatcher(instance.folder / "mail")
    return instance.environ(database_url=postgres.url, redis_url=valkey.url, mail_port=mail.port)
