"""Brings the database up to date and adds the samples, at each start of `make run`."""

from flask_migrate import upgrade

from clinic import create_app
from clinic.local import sample


def main() -> None:
    app = create_app()
    with app.app_context():
        upgrade()
        sample.add()


if __name__ == "__main__":
    main()
