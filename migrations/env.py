"""Run migrations over the application's own engine."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    with database.engine.connect() as connection:
        connection.connection.driver_connection.answer_seconds = None
        context.configure(connection=connection, target_metadata=database.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


run()
