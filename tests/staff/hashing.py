"""How hard the tests hash passwords."""

from typing import Any

from flask import Flask

LITTLE = {"argon2__memory_cost": 64, "argon2__time_cost": 1, "argon2__parallelism": 1}
IN_EARNEST = {"argon2__memory_cost": 65536, "argon2__time_cost": 3, "argon2__parallelism": 4}


def hashing(app: Flask, effort: dict[str, int]) -> Any:
    """Give the application's way to hash, with this effort."""
    return app.extensions["security"].pwd_context.copy(**effort)


def hash_with_little_effort(app: Flask) -> None:
    """In earnest each hash takes as long as ten pages."""
    app.extensions["security"].pwd_context = hashing(app, LITTLE)
