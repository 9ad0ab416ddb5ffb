"""Rebuild one picture: read it from standard input, and write it out painted on a new canvas.

Nothing else of it survives: no place, no time, no camera, no comment, no hidden second picture, nothing behind its end.
`darkroom.py` runs this file as a process of its own, because what reads pictures is large, old and written in C. It is
given no setting and no key; before it looks at the picture it gives up opening files and connections, and it has little
memory and little time.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pillow_heif
from PIL import (
    Image,
    ImageCms,
    ImageFilter,
    ImageOps,
    ImageStat,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

MOST_MEMORY = 768 * 1024 * 1024
"""Of address space, a quarter of which is the libraries themselves."""
MOST_SECONDS = 15
"""Of computing; `darkroom.py` looks at the clock."""
MOST_PIXELS = 50_000_000
"""What a telephone's best camera makes. Told by the picture's head, before a pixel is decoded."""
FEWEST_PIXELS = 480
"""Along the shorter side."""
LONGEST_SIDE = 2048
THUMBNAIL_SIDE = 320
JUDGED_SIDE = 1024
"""Pictures are judged at one size, so that a camera with more pixels is not thought to be more blurred."""

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Loaded while files can still be opened. Some cameras put several pictures into a JPEG (MPO): the first counts."""
SECOND_DERIVATIVE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
PLAIN_COLOURS = ImageCms.createProfile("sRGB")


class Unfit(Exception):
    """This is no picture that can be kept; says why in one word."""


def main() -> None:
    Image.preinit()
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = None  # ours is asked first, and refuses where Pillow's would warn
    confine()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


def confine() -> None:
    """Give up what a picture could be made to misuse. There is no way back."""
    os.nice(5)
    for limit, value in {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 3,
    }.items():
        resource.setrlimit(limit, (value, value))


def answer(content: bytes) -> bytes:
    """Give a line that says how it went, and behind it the picture and its thumbnail."""
    try:
        canvas = rebuilt(content)
    except Unfit as fault:
        return json.dumps({"fault": str(fault)}).encode() + b"\n"
    picture, thumbnail = as_jpeg(canvas, LONGEST_SIDE), as_jpeg(canvas, THUMBNAIL_SIDE)
    found = {"width": canvas.width, "height": canvas.height, "picture": len(picture), "thumbnail": len(thumbnail)}
    return json.dumps({**found, **judged(canvas)}).encode() + b"\n" + picture + thumbnail


def rebuilt(content: bytes) -> Image.Image:
    """Paint the picture upright on a new canvas. Raises Unfit."""
    with told_apart():
        picture = Image.open(io.BytesIO(content), formats=KINDS)
        check_size(*picture.size)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        profile = picture.info.get("icc_profile")
        turn_upright(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        painted = in_plain_colours(opaque(picture), profile)
        canvas = Image.new("RGB", painted.size)
        canvas.paste(painted)
        return canvas


@contextmanager
def told_apart() -> Iterator[None]:
    """Say of whatever a broken picture does to its reader that it cannot be read."""
    try:
        yield
    except Unfit:
        raise
    except MemoryError:
        raise Unfit("too_many_pixels") from None
    except Exception:  # libraries raise whatever comes to their mind
        raise Unfit("no_picture") from None


def check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unfit("too_many_pixels")
    if min(width, height) < FEWEST_PIXELS:
        raise Unfit("too_small")


def turn_upright(picture: Image.Image) -> None:
    """Turn the picture as the camera was held. What says so may be broken when the picture is not."""
    picture.load()
    with suppress(Exception):  # see told_apart
        ImageOps.exif_transpose(picture, in_place=True)


def opaque(picture: Image.Image) -> Image.Image:
    """Put white behind what is transparent."""
    if not picture.has_transparency_data:
        return picture
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def in_plain_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Give colours that are right on every screen without the profile, which may name its owner's."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, given, PLAIN_COLOURS, outputMode="RGB")
            return converted or picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return picture.convert("RGB")


def as_jpeg(canvas: Image.Image, longest: int) -> bytes:
    copy, written = canvas.copy(), io.BytesIO()
    copy.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    copy.save(written, "JPEG", quality=85)
    return written.getvalue()


def judged(canvas: Image.Image) -> dict[str, float]:
    """Measure the light of its brightest twentieth, 0 to 255, and how much its fine lines stand out."""
    grey = canvas.convert("L")
    grey.thumbnail((JUDGED_SIDE, JUDGED_SIDE), Image.Resampling.LANCZOS)
    lines = grey.filter(SECOND_DERIVATIVE).crop((1, 1, grey.width - 1, grey.height - 1))
    return {"light": brightest_twentieth(grey), "sharpness": ImageStat.Stat(lines).stddev[0]}


def brightest_twentieth(grey: Image.Image) -> float:
    """Give the grey that only a twentieth of the picture is brighter than."""
    left = grey.width * grey.height / 20
    for value, count in reversed(list(enumerate(grey.histogram()))):
        left -= count
        if left <= 0:
            return value
    return 0


if __name__ == "__main__":
    main()
