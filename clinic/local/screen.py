"""The screen: what we say, and what the processes write to their logs, each line with its process's name."""

import sys
from pathlib import Path

WIDTH = 10
LINE = 40
COLOURS = (36, 35, 34, 33, 32, 31, 96)


def show(words: str) -> None:
    """Say how far something has come, each time on the same line."""
    print(f"\r{words:<{LINE}}", end="", flush=True)


class Screen:
    """Follows log files and prints what is added to them."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[Path, int]] = {}
        self.is_gone = False
        self.is_coloured = sys.stdout.isatty()

    def say(self, words: str) -> None:
        """Print, or notice that the screen is gone: its terminal was closed, its reader ended."""
        try:
            print(words, flush=True)
        except OSError:
            self.is_gone = True

    def follow(self, name: str, log: Path) -> None:
        self.places[name] = (log, log.stat().st_size if log.exists() else 0)

    def refresh(self) -> None:
        """Print every whole line that was added since the last time."""
        for name, (log, place) in self.places.items():
            if log.exists() and log.stat().st_size > place:
                self.places[name] = (log, place + self._print_from(name, log, place))

    def _print_from(self, name: str, log: Path, place: int) -> int:
        with log.open("rb") as file:
            file.seek(place)
            whole = file.read()
        whole = whole[: whole.rfind(b"\n") + 1]
        lines = [f"{self._label(name)} {line}" for line in whole.decode(errors="replace").splitlines() if line]
        if lines:
            self.say("\n".join(lines))
        return len(whole)

    def _label(self, name: str) -> str:
        label = f"{name:<{WIDTH}} |"
        if not self.is_coloured:
            return label
        return f"\x1b[{COLOURS[list(self.places).index(name) % len(COLOURS)]}m{label}\x1b[0m"
