"""The real Celery process, able to meet poison, and without the guard that a negative control switches off."""

import os

from clinic.worker import celery
from tests.faults import failpoints, poison, unguarded

unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))

__all__ = ["celery", "poison"]
