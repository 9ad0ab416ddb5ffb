"""The real web application with failpoints, and without the guard that a negative control switches off."""

import os
from pathlib import Path

from clinic import create_app
from tests.faults import failpoints, unguarded

unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))
app = create_app()
failpoints.install(Path(os.environ[failpoints.FOLDER]))
