"""Brings the database up to date and adds the samples, at each start of `make run` and before a clinic is filled."""

from flask import Flask
from flask_migrate import upgrade

from clinic import create_app
from clinic.local import sample


def prepare(app: Flask) -> None:
    with app.app_context():
        upgrade()
        sample.add()


if __name__ == "__main__":
    prepare(create_app())
