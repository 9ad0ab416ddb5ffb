"""Pictures are developed apart from us: rebuilt, judged, and whatever is wrong with one stays with its process."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageFilter

from clinic.photos import darkroom, rebuilding
from clinic.photos.darkroom import develop
from clinic.photos.faults import Fault, Unfit
from tests.photos import pictures
from tests.photos.pictures import SECRET, hair, metadata_in, opened, photo, saved, with_everything

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


def fault_of(content: bytes) -> Fault:
    with pytest.raises(Unfit) as refusal:
        develop(content)
    return refusal.value.fault


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_file_survives_but_the_picture(kind: str) -> None:
    content = with_everything(kind)
    assert SECRET.encode() in content
    assert metadata_in(content)
    developed = develop(content)
    for written in (developed.picture, developed.thumbnail):
        assert SECRET.encode() not in written
        assert metadata_in(written) == set()
        assert opened(written).format == "JPEG"
    assert (developed.width, developed.height) == opened(developed.picture).size == pictures.SIZE
    assert opened(developed.thumbnail).size == (320, 240)


CORNERS = {1: (0, 0), 3: (1, 1), 6: (1, 0), 8: (0, 1)}
"""Where the camera's top left stands once the picture is upright, by what the file says of how it was held."""


@pytest.mark.parametrize("orientation", CORNERS)
def test_a_picture_is_turned_as_the_camera_was_held(orientation: int) -> None:
    upright = opened(develop(saved(hair(), exif=pictures.exif(orientation))).picture)
    right, bottom = CORNERS[orientation]
    at = (upright.width - 20 if right else 20, upright.height - 20 if bottom else 20)
    red, green, _ = upright.getpixel(at)  # type: ignore[misc]  # an RGB picture
    assert (red, green < 90) == (pytest.approx(254, abs=12), True)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    developed = develop(saved(hair((4000, 3000))))
    assert (developed.width, developed.height) == (2048, 1536)


@pytest.mark.parametrize(
    "content",
    [
        saved(hair().convert("CMYK")),
        saved(hair().convert("L")),
        saved(hair().convert("P"), "PNG"),
        saved(hair().convert("LA"), "PNG"),
        saved(hair().convert("RGBA"), "WEBP"),
        saved(hair().convert("I;16").point(lambda value: value * 256, "I;16"), "PNG"),
        saved(hair(), "WEBP", save_all=True, append_images=[hair()]),
        saved(hair(), "PNG", save_all=True, append_images=[hair()]),
        saved(hair(), "MPO", save_all=True, append_images=[hair()]),
        photo()[:-2] + b"\xff\xd9" + pictures.SVG,
        pictures.HTML_AND_JPEG,
    ],
    ids=[
        "CMYK",
        "grey",
        "palette",
        "transparent grey",
        "transparent",
        "16 bits",
        "animated WebP",
        "animated PNG",
        "several in one",
        "with a page behind it",
        "with a page in it",
    ],
)
def test_whatever_a_camera_or_a_joker_makes_becomes_one_plain_picture(content: bytes) -> None:
    written = develop(content).picture
    picture = opened(written)
    assert (picture.mode, picture.format, getattr(picture, "n_frames", 1)) == ("RGB", "JPEG", 1)
    assert metadata_in(written) == set()
    assert b"script" not in written


def test_16_bits_are_not_all_white() -> None:
    grey = Image.new("I;16", pictures.SIZE, 128 * 256)
    assert opened(develop(saved(grey, "PNG"), as_it_is=True).picture).getpixel((400, 300)) == (128, 128, 128)


def test_what_is_transparent_is_white() -> None:
    clear = hair().convert("RGBA")
    clear.putalpha(0)
    assert opened(develop(saved(clear, "PNG"), as_it_is=True).picture).getpixel((400, 300)) == (255, 255, 255)


NO_PICTURES = {
    "nothing": b"",
    "a drawing": pictures.SVG,
    "another kind": pictures.GIF,
    "text": b"These are words, and not a picture." * 50,
    "cut off": photo()[:20_000],
    "a head alone": photo()[:200],
    "a cut PNG": photo("PNG")[:30_000],
    "a cut HEIC": photo("HEIF")[:3000],
    "a broken HEIC": photo("HEIF")[:2000] + os.urandom(8000),
    "noise after a mark": b"\xff\xd8\xff" + os.urandom(50_000),
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert fault_of(content) is Fault.no_picture


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (pictures.DARK, Fault.too_dark),
        (pictures.BLURRED, Fault.blurred),
        (pictures.SMALL, Fault.too_small),
        (pictures.bomb(), Fault.too_many_pixels),
        (pictures.bomb(9000, 6000), Fault.too_many_pixels),
        (b"\xff\xd8\xff" + bytes(darkroom.LARGEST), Fault.too_big),
    ],
    ids=["dark", "blurred", "small", "bomb", "bomb that memory would hold", "big"],
)
def test_a_refusal_says_what_is_wrong(content: bytes, fault: Fault) -> None:
    assert fault_of(content) is fault


@pytest.mark.parametrize("content", [pictures.DARK, pictures.BLURRED], ids=["dark", "blurred"])
def test_a_dark_or_blurred_picture_is_taken_when_somebody_says_so(content: bytes) -> None:
    assert develop(content, as_it_is=True).width == pictures.SIZE[0]


def test_black_hair_in_good_light_is_not_too_dark_and_a_soft_lens_is_not_blurred() -> None:
    black = hair().point(lambda value: value // 3)
    black.paste((190, 150, 120), (0, 500, 800, 600))
    assert develop(saved(black)).width == 800
    assert develop(saved(hair((4000, 3000)).filter(ImageFilter.GaussianBlur(2)))).width == 2048


def test_a_broken_orientation_spoils_no_picture() -> None:
    told = pictures.exif().tobytes()
    broken = told[:20] + b"\xff" * 40 + told[60:]
    assert develop(saved(hair(), exif=broken)).width == 800


ANSWERS = "sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))"


def run(content: bytes = b"", **changes: str) -> bytes:
    """Run the reader changed: with another `answer`, or another value of one of its constants."""
    code = Path(rebuilding.__file__).read_text()
    if "answer" in changes:
        assert ANSWERS in code
        code = "import socket, subprocess\n" + code.replace(ANSWERS, changes.pop("answer"))
    for name, value in changes.items():
        code, number = re.subn(f"^{name} = .*$", f"{name} = {value}", code, flags=re.MULTILINE)
        assert number == 1
    command = [*darkroom.COMMAND[:2], "-c", code]
    return subprocess.run(command, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}).stdout


def test_a_picture_that_needs_too_much_memory_ends_in_its_own_process() -> None:
    large = saved(Image.new("RGB", (9000, 5500)), "PNG")
    before = psutil.Process().memory_info().rss
    assert run(large, MOST_MEMORY="260 * 1024 * 1024") in {b'{"fault": "too_many_pixels"}\n', b""}
    assert run(large).startswith(b'{"width": 2048')
    assert psutil.Process().memory_info().rss - before < 50 * 1024 * 1024


def test_a_reader_that_computes_too_long_is_ended() -> None:
    began = time.monotonic()
    assert run(answer="exec('while True: pass')", MOST_SECONDS="1") == b""
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    "attempt",
    ["open('/etc/hostname')", "open('/tmp/written', 'w')", "socket.socket()", "subprocess.run(['true'])", "os.pipe()"],
)
def test_a_reader_that_was_taken_over_reaches_nothing(attempt: str) -> None:
    refused = f"exec(\"try: {attempt}\\nexcept OSError: sys.stdout.write('refused')\")"
    assert run(answer=refused) == b"refused"


def test_a_reader_is_given_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_KEYS", pictures.SECRET)
    answers = "sys.stdout.write('{\"fault\": \"%s\"}' % ('no_picture' if 'DATA_KEYS' in os.environ else 'busy'))"
    reader = f"import os, sys; sys.stdin.buffer.read(); {answers}"
    monkeypatch.setattr(darkroom, "COMMAND", [*darkroom.COMMAND[:2], "-c", reader])
    assert fault_of(photo()) is Fault.busy


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_a_reader_that_is_killed_or_stands_still_is_refused_and_the_next_picture_is_developed(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(darkroom, "MOST_SECONDS", 6.0)
    ready = threading.Event()

    def strike() -> None:
        while not ready.is_set():
            for child in psutil.Process().children():
                if any("rebuilding" in word for word in child.cmdline()):
                    child.send_signal(number)
                    ready.set()
                    return

    hand = threading.Thread(target=strike)
    hand.start()
    assert fault_of(photo()) is Fault.no_picture
    hand.join()
    monkeypatch.undo()
    assert develop(photo()).width == 800


def test_an_answer_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for told in (
        b"",
        b"no json",
        b'{"fault": "unheard of"}\n',
        b'{"picture": 9, "light": 99, "sharpness": 9}\n<script>x',
    ):
        monkeypatch.setattr(darkroom, "COMMAND", ["printf", told.decode().replace("%", "%%")])
        assert fault_of(photo()) is Fault.no_picture


LONG_ANSWER = """
import sys
sys.stdin.buffer.read()
picture = b"\\xff\\xd8\\xff" + bytes(200_000) + b"\\xff\\xd9"
head = b'{"light": 99, "sharpness": 9, "picture": %d, "thumbnail": %d}\\n'
sys.stdout.buffer.write(head % (len(picture), len(picture)) + picture + picture)
"""


def test_an_answer_is_read_no_further_than_it_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "COMMAND", [*darkroom.COMMAND[:2], "-c", LONG_ANSWER])
    assert len(develop(photo()).thumbnail) == 200_005
    monkeypatch.setattr(darkroom, "LARGEST_ANSWER", 300_000)
    assert fault_of(photo()) is Fault.no_picture


def test_an_answer_without_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "COMMAND", ["yes"])
    assert fault_of(photo()) is Fault.no_picture


def test_who_comes_when_all_places_are_taken_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "LONGEST_WAIT", 0.01)
    with darkroom.PLACES, darkroom.PLACES:
        assert fault_of(photo()) is Fault.busy
    assert develop(photo()).width == 800
