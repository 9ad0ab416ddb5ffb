"""What the processes say of themselves: a JSON object a line, one line a request, ids and never anybody's words."""

import json
import logging
import time
import uuid
from datetime import UTC, datetime
from types import TracebackType

from flask import Flask, Response, g, has_request_context, request

from config import Settings

logger = logging.getLogger(__name__)

LOCAL = "%(asctime)s %(levelname)s %(name)s %(message)s"
"""For whoever watches `make run`."""
MOST_FRAMES = 8


class Lines(logging.Formatter):
    """Writes a record as one line of JSON, in which nothing can pretend to be another line.

    Of an exception it tells the kind and where it was raised, and not its words, which may be somebody's answers.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if has_request_context():
            line["request"] = request_id()
        if record.exc_info and record.exc_info[0]:
            line |= {"fault": record.exc_info[0].__name__, "where": where(record.exc_info[2])}
        return json.dumps({**line, **getattr(record, "facts", {})})


def where(trace: TracebackType | None) -> str:
    """Name the last places that an exception came through."""
    frames = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(frames[-MOST_FRAMES:])


def request_id() -> str:
    """Give what all lines of this request have in common; it is random, and says nothing of who asks."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex
    return str(g.request_id)


def init_app(app: Flask, settings: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(LOCAL) if settings.clinic_local else Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began = time.perf_counter()


def _tell(response: Response) -> Response:
    """Log a request by its view and not by its address, which may open somebody's page."""
    milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    facts = {"method": request.method, "view": request.endpoint, "status": response.status_code, "ms": milliseconds}
    logger.info("%s %s: %s", request.method, request.endpoint, response.status_code, extra={"facts": facts})
    return response
