"""`make run` in a hail of signals: once it is ready, each of its next lines is met by a SIGTERM.

Run as `python -m tests.local.hail`.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

from clinic.local.instance import Instance
from clinic.local.screen import Screen
from clinic.local.supervisor import Supervisor

STONES = 5000


class Hailed(Supervisor):
    stones = STONES

    def _announce(self) -> None:
        super()._announce()
        sys.settrace(self._hail)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        sys.settrace(None)
        super()._ask_to_stop(number, frame)
        sys.settrace(self._hail)

    def _hail(self, frame: FrameType, event: str, argument: object) -> Any:
        """Be called at each line of Python, as the interpreter does for a debugger."""
        if event == "line" and self.stones:
            self.stones -= 1
            os.kill(os.getpid(), signal.SIGTERM)
        return self._hail


if __name__ == "__main__":
    sys.exit(Hailed(Instance.from_environ(os.environ), Screen()).run())
