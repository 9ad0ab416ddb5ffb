"""What the operator does with the whole of it: back up and restore."""

from flask import Flask

from clinic.operations import commands, health, tasks, trail


def init_app(app: Flask) -> None:
    app.cli.add_command(commands.backup)
    app.cli.add_command(commands.restore)


__all__ = ["health", "init_app", "tasks", "trail"]
