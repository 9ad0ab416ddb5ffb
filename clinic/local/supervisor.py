"""Starts the whole clinic in order, watches it, and stops it in order: `make run`."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from clinic.local.child import Child, ChildEnded
from clinic.local.instance import Instance
from clinic.local.keys import keys
from clinic.local.people import STAFF
from clinic.local.postgres import Postgres
from clinic.local.programs import Background, MailCatcher, Web
from clinic.local.screen import Screen
from clinic.local.valkey import Valkey

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GLANCE_SECONDS = 0.05


class Stopped(Exception):
    """Someone asked for the clinic to stop."""


class Supervisor:
    def __init__(self, instance: Instance, screen: Screen) -> None:
        self.instance = instance
        self.screen = screen
        self.children: list[Child] = []
        self.is_asked_to_stop = False
        self.starter = os.getppid()
        self.terminal = next((number for number in range(3) if os.isatty(number)), None)

    def run(self) -> int:
        """Run until asked to stop; gives the exit code. Raises CannotRun before anything is started."""
        self._listen()
        with self.instance.lock():
            self.instance.check_port()
            try:
                fault = self._serve()
            finally:
                self._stop()
        self.screen.say(fault or "Stopped. The data are kept for the next time.")
        return 1 if fault else 0

    def _serve(self) -> str | None:
        """Start, then watch; gives what went wrong, or nothing when someone asked for the end."""
        try:
            self._start()
            self._announce()
            self._until(lambda: False)
        except ChildEnded as ended:
            return explain(ended)
        except Stopped:
            self.screen.say("Stopping.")
        return None

    def _listen(self) -> None:
        """Hear every wish to stop, and let our children hear theirs, whatever our starter ignored or blocked."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Only note it: a lock taken here may be one that the interrupted line holds, as with an Event."""
        self.is_asked_to_stop = True

    def _start(self) -> None:
        environ = self._start_servers()
        self.instance.publish(environ)
        everything = {**os.environ, **environ}
        background = Background(self.instance.log("background"), everything, self.instance.folder / "schedule")
        for name, log in background.logs.items():
            self.screen.follow(name, log)
        web = Web(self.instance.log("web"), everything, self.instance.port)
        self._begin(background, web)
        self._await(background, web)

    def _start_servers(self) -> dict[str, str]:
        folder, log = self.instance.folder, self.instance.log
        postgres = Postgres(folder, log=log("postgres"))
        valkey = Valkey(folder, log=log("valkey"))
        mail = MailCatcher(folder / "mail", log=log("mail"))
        self._begin(postgres, valkey, mail)
        self._await(postgres, valkey, mail)
        return self.instance.environ(database_url=postgres.url, redis_url=valkey.url, mail_port=mail.port)

    def _begin(self, *children: Child) -> None:
        for child in children:
            self.screen.follow(child.name, child.log)
            self.children.append(child)
            child.begin()

    def _await(self, *children: Child) -> None:
        for child in children:
            self._until(child.is_ready, child)

    def _until(self, is_done: Callable[[], bool], child: Child | None = None) -> None:
        """Wait, and meanwhile notice a process that ended or a wish to stop."""
        deadline = time.monotonic() + child.ready_seconds if child else None
        while not is_done():
            self.screen.refresh()
            time.sleep(GLANCE_SECONDS)
            if self.is_asked_to_stop or self._is_abandoned():
                raise Stopped
            for each in self.children:
                if each.has_failed:
                    raise ChildEnded(each, f"ended by itself ({each.ending})")
            if child and deadline and time.monotonic() > deadline:
                raise ChildEnded(child, f"did not answer within {child.ready_seconds:.0f} seconds")

    def _is_abandoned(self) -> bool:
        """Whether nobody is left: the screen, the terminal, or the `make` that would have passed a signal on.

        A closed terminal signals what it was opened for, and a `make` there would wait for us and pass nothing on.
        """
        is_terminal_gone = self.terminal is not None and not os.isatty(self.terminal)
        is_make_gone = "MAKELEVEL" in os.environ and os.getppid() != self.starter
        return self.screen.is_gone or is_terminal_gone or is_make_gone

    def _announce(self) -> None:
        url, passwords = self.instance.url, keys(self.instance.folder).passwords
        self.screen.refresh()
        lines = [
            "",
            f"  The clinic    {url}/",
            f"  Staff         {url}/staff/",
            f"  Caught mail   {url}/local/mail/",
            "",
            "  Sample sign-ins, for this machine only:",
            *(f"  {person.email:<38} {passwords[person.email]}" for person in STAFF),
            "",
            "  Ctrl-C stops everything.",
            "",
        ]
        self.screen.say("\n".join(lines))

    def _stop(self) -> None:
        """Stop what was started, the last first: nobody is cut off from what it still needs."""
        for child in reversed(self.children):
            child.close()
            self.screen.refresh()
        self.instance.withdraw()


def explain(ended: ChildEnded) -> str:
    child = ended.child
    lines = "\n".join(f"  {line}" for line in child.last_lines())
    return f"{ended} Everything was stopped. The last lines of {child.log}:\n{lines}"
