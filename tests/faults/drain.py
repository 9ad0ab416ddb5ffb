"""One drain without Redis, as `flask notifications drain`, in a process that a row can stop and kill."""

import os

from clinic import create_app
from clinic.notifications import services
from tests.faults import failpoints, poison, unguarded


def main() -> None:
    unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))
    app = create_app()
    with app.app_context():
        services.drain()


if __name__ == "__main__":
    main()

__all__ = ["poison"]
