"""Gets the browser that the browser tests need, where it can: `python -m tests.browser.install`.

A Chromium of the system will do; else its package manager is asked, else Playwright's own is fetched. One without
windows is rather taken: the usual one draws a whole desk of its own around each page, in twice the time.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WITHOUT_WINDOWS = "chromium-headless-shell"
NAMES = (WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No browser could be installed, so the browser tests are skipped. Install Chromium to run them."


def executable() -> str | None:
    """Find a Chromium that starts here; None when there is none."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next((path for path in [*found, _playwrights_own()] if _starts(path)), None)


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    return Path(path).exists() and _runs(path, "--no-sandbox", "--version", seconds=30)


def _runs(*command: str, seconds: int = 600) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def fetch() -> bool:
    return _runs(sys.executable, "-m", "playwright", "install", "chromium")


def ask_the_system() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ("apt-get", "install", "--yes", "--no-install-recommends")
    return _runs("apt-get", "update") and any(_runs(*install, name) for name in NAMES[:2])


def main() -> None:
    if not shutil.which(WITHOUT_WINDOWS):
        print("Looking for a browser for the browser tests; this may take minutes, only this once.", flush=True)
        _ = ask_the_system() or executable() or fetch()
    if not executable():
        print(MISSING, file=sys.stderr)


if __name__ == "__main__":
    main()
