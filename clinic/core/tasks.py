"""Celery bound to Flask, and the doorbell that sends tasks after a commit.

The database is the queue of record; a task only says "look now". So publishing happens on one
background thread of the process: no request waits for the broker, and a task that cannot be
published is logged and forgotten, because the sweep finds the row it stood for.
"""

import atexit
import logging
import queue
import threading
import time
from typing import Any, cast

from celery import Celery, Task
from celery.signals import worker_process_init
from flask import Flask, current_app, has_app_context

from clinic.core.db import after_commit, db
from config import Settings

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.1
"""Between two rings: a drain under way finds the rows of the calls that wait meanwhile."""
FLUSH_SECONDS = 2.0

Call = tuple[str, tuple[str, ...]]


class Doorbell:
    """Publishes calls from one daemon thread; equal calls that wait together are published once."""

    def __init__(self, celery: Celery) -> None:
        self.celery = celery
        self.calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self.thread: threading.Thread | None = None
        self.starting = threading.Lock()
        self.idle = threading.Event()

    def ring(self, call: Call) -> None:
        self.idle.clear()
        self.calls.put(call)
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._publish_for_ever, name="doorbell", daemon=True)
                self.thread.start()
                atexit.register(self.flush)

    def flush(self, seconds: float = FLUSH_SECONDS) -> bool:
        """Wait until nothing is left to publish; False when it took longer."""
        return self.thread is None or self.idle.wait(seconds)

    def _publish_for_ever(self) -> None:
        while True:
            waiting = {self.calls.get()}
            while not self.calls.empty():
                waiting.add(self.calls.get())
            for name, arguments in waiting:
                self._publish(name, arguments)
            if self.calls.empty():
                self.idle.set()
            time.sleep(PAUSE_SECONDS)

    def _publish(self, name: str, arguments: tuple[str, ...]) -> None:
        try:
            self.celery.send_task(name, arguments, retry=False, ignore_result=True)
        except Exception as fault:  # whatever the broker's client raises, the row stays owed
            logger.warning("Task %s was not published (%s); the sweep will find its row.", name, type(fault).__name__)


def enqueue(name: str, *ids: object) -> None:
    """Send a task once the current transaction is committed. Raises RuntimeError outside a transaction."""
    doorbell = cast(Doorbell, current_app.extensions["doorbell"])
    call = (name, tuple(str(id) for id in ids))
    after_commit(lambda: doorbell.ring(call))


def configuration(settings: Settings) -> dict[str, Any]:
    """Give the Celery settings under which a killed worker or a forgetful broker loses nothing."""
    return {
        "broker_url": settings.redis_url,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # No limit: under one, an acknowledgement that Redis never answered counts as a task under way, and a worker
        # at its limit takes no task again until it is restarted. A task that waits here keeps no row from others.
        "worker_prefetch_multiplier": 0,
        "task_ignore_result": True,
        "task_soft_time_limit": 60,
        "task_time_limit": 90,
        "task_publish_retry": False,
        "broker_pool_acquire_timeout": 2,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": 300,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
        },
        "worker_soft_shutdown_timeout": 30,
        "worker_enable_soft_shutdown_on_idle": True,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
    }


def init_app(app: Flask, settings: Settings) -> None:
    class FlaskTask(Task):  # type: ignore[misc]  # Celery is untyped
        def __call__(self, *args: object, **kwargs: object) -> object:
            if has_app_context():
                return self.run(*args, **kwargs)
            with app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery(app.name, task_cls=FlaskTask)
    celery.config_from_object(configuration(settings))
    celery.set_default()
    app.extensions["celery"] = celery
    app.extensions["doorbell"] = Doorbell(celery)

    @worker_process_init.connect(weak=False)
    def forget_inherited_connections(**_: object) -> None:
        with app.app_context():
            db.engine.dispose(close=False)
