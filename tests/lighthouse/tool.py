"""The programs that measure: Node's package runner, which fetches Lighthouse, and the browser it drives."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.browser import install
from tests.lighthouse.report import Report

LIGHTHOUSE = "lighthouse@12.8.2"
"""The newest that runs on Node 20."""
NODE = 20
MOST_SECONDS = 300
MOST_LETTERS = 1000
NO_NODE = (
    f"Lighthouse needs Node {NODE} or newer with npm, and {{found}}. Install it with your system's package manager or "
    "from nodejs.org, and start `make lighthouse` again."
)


class CannotMeasure(Exception):
    """Something is missing here; the message says what, and what to do."""


class Ended(NamedTuple):
    is_well: bool
    last_words: str


@dataclass(frozen=True)
class Tool:
    npx: str
    browser: str

    @classmethod
    def find(cls) -> "Tool":
        """Find the programs, and fetch Lighthouse. Raises CannotMeasure."""
        node, npx = shutil.which("node"), shutil.which("npx")
        if node is None or npx is None:
            raise CannotMeasure(NO_NODE.format(found="there is none here"))
        version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
        if int(version.lstrip("v").partition(".")[0] or 0) < NODE:
            raise CannotMeasure(NO_NODE.format(found=f"here is {version}"))
        browser = install.executable()
        if browser is None:
            raise CannotMeasure("Lighthouse needs a Chromium, and none starts here. Install one and try again.")
        tool = cls(npx, browser)
        tool.fetch()
        return tool

    def fetch(self) -> None:
        ended = self._run("--version")
        if not ended.is_well:
            raise CannotMeasure(f"{LIGHTHOUSE} could not be fetched:\n{ended.last_words}")

    def measure(self, url: str) -> Report:
        """Look at a page as a phone on a slow line does, which is what Lighthouse does by itself."""
        flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
            output = Path(folder) / "report.json"
            ended = self._run(
                url,
                "--quiet",
                "--output=json",
                f"--output-path={output}",
                f"--chrome-flags={' '.join(flags)}",
                "--no-enable-error-reporting",
            )
            if not output.exists():
                raise CannotMeasure(f"Lighthouse ended without a report of {url}:\n{ended.last_words}")
            return Report.read(output.read_text())

    def _run(self, *words: str) -> Ended:
        """Run Lighthouse in a session of its own, of which nothing is left: no browser outlives a wait given up."""
        process = subprocess.Popen(
            [self.npx, "--yes", LIGHTHOUSE, *words],
            env={**os.environ, "CHROME_PATH": self.browser},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            raise CannotMeasure(f"Lighthouse did not end within {MOST_SECONDS} seconds.") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return Ended(process.returncode == 0, output[-MOST_LETTERS:].strip())
