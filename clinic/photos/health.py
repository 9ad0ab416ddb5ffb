"""Whether pictures can be read here: the reader is a process of its own, with libraries written in C."""

from pathlib import Path

from clinic.core import health
from clinic.photos.darkroom import develop
from clinic.photos.faults import Unfit

SAMPLES = sorted(Path(__file__).with_name("samples").glob("plain.*"))
"""A picture of one colour, in each kind that needs a library of its own."""


@health.slow_check("pictures")
def pictures() -> str | None:
    refused = [path.suffix[1:].upper() for path in SAMPLES if not _is_read(path)]
    if refused:
        return (
            f"Photos cannot be read ({', '.join(refused)}), so people's are refused. Install requirements.txt anew, "
            "and let the web's account start processes of 768 MB."
        )
    return None


def _is_read(path: Path) -> bool:
    try:
        develop(path.read_bytes(), as_it_is=True)
    except (Unfit, OSError):
        return False
    return True
