"""The sample records of `make run`, added where they are missing."""


def add() -> None:
    pass
