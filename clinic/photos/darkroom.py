"""Where pictures are developed: each in a process of its own, which is not trusted with anything.

Libraries that read pictures have had faults by which a picture takes over its reader, so the reader has no settings, no
keys, no files and no connections (`rebuilding.py`), is ended when it takes too long, and what it answers is looked at.
A fresh process costs about a tenth of a second, and carries nothing over from one person's picture to the next.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer

import msgspec

from clinic.photos.faults import Fault, Unfit

COMMAND = [sys.executable, "-I", str(Path(__file__).with_name("rebuilding.py"))]
LARGEST = 16 * 1024 * 1024
"""Bytes of one picture as it is sent."""
LARGEST_ANSWER = 16 * 1024 * 1024
MOST_SECONDS = 30.0
PLACES = BoundedSemaphore(2)
"""How many pictures one process of ours has developed at once: each may need much memory."""
LONGEST_WAIT = 15.0
"""Seconds for a place."""
DARK = 70
"""Of 255: when all but the brightest twentieth of a picture is darker."""
BLURRED = 2.5
"""How little the fine lines of a picture stand out when nothing in it is sharp."""
BEGINS, ENDS = b"\xff\xd8\xff", b"\xff\xd9"
"""The marks of a JPEG."""


class Answer(msgspec.Struct):
    """What the process says of a picture."""

    fault: str = ""
    width: int = 0
    height: int = 0
    picture: int = 0
    thumbnail: int = 0
    light: float = 0
    sharpness: float = 0


class Developed(msgspec.Struct, frozen=True):
    """A picture that was painted anew, as JPEG, and a small one of it."""

    width: int
    height: int
    picture: bytes
    thumbnail: bytes


def develop(content: bytes, as_it_is: bool = False) -> Developed:
    """Rebuild a picture and judge it, its light and sharpness too unless it shall be taken as it is. Raises Unfit."""
    if len(content) > LARGEST:
        raise Unfit(Fault.too_big)
    if not PLACES.acquire(timeout=LONGEST_WAIT):
        raise Unfit(Fault.busy)
    try:
        return _read(_ask(content), as_it_is)
    finally:
        PLACES.release()


def _ask(content: bytes) -> bytes:
    """Give what a fresh process answers, which is nothing when it was ended."""
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        watch = Timer(MOST_SECONDS, process.kill)
        watch.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(content)
                process.stdin.close()
            return process.stdout.read(LARGEST_ANSWER)
        finally:
            watch.cancel()
            process.kill()


def _read(answered: bytes, as_it_is: bool) -> Developed:
    head, _, bodies = answered.partition(b"\n")
    try:
        answer = msgspec.json.decode(head, type=Answer)
        fault = Fault(answer.fault) if answer.fault else None
    except (msgspec.DecodeError, ValueError):
        raise Unfit(Fault.no_picture) from None
    if fault := fault or (None if as_it_is else _judge(answer)):
        raise Unfit(fault)
    return Developed(
        answer.width,
        answer.height,
        _jpeg(bodies[: answer.picture]),
        _jpeg(bodies[answer.picture :][: answer.thumbnail]),
    )


def _judge(answer: Answer) -> Fault | None:
    if answer.light < DARK:
        return Fault.too_dark
    return Fault.blurred if answer.sharpness < BLURRED else None


def _jpeg(content: bytes) -> bytes:
    """See that it is what it should be, whoever wrote it."""
    if not (content.startswith(BEGINS) and content.endswith(ENDS)):
        raise Unfit(Fault.no_picture)
    return content
