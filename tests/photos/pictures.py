"""Pictures made for the tests: good ones, with everything in them that must not survive, and every kind of bad one."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageFilter, PngImagePlugin

SECRET = "zqx-vrondel"
"""Planted wherever a file can carry words."""
SIZE = (800, 600)

pillow_heif.register_heif_opener()


def hair(size: tuple[int, int] = SIZE) -> Image.Image:
    """Give something with light and fine lines in it, and a red corner at the top left by which its top is known."""
    grain = Image.effect_noise(size, 80).filter(ImageFilter.BoxBlur(1))
    picture = Image.merge("RGB", (grain, grain, grain))
    picture.paste((255, 0, 0), (0, 0, size[0] // 4, size[1] // 4))
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def photo(kind: str = "JPEG", **options: Any) -> bytes:
    """Give a picture as a telephone makes it: a place, a time, a camera and its owner in it."""
    return saved(hair(), kind, exif=exif(), **options)


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[ExifTags.Base.Make] = SECRET
    told[ExifTags.Base.Artist] = SECRET
    told[ExifTags.Base.DateTime] = "2026:11:28 08:00:00"
    told[ExifTags.Base.Orientation] = orientation
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 26.0)
    place[ExifTags.GPS.GPSAreaInformation] = SECRET.encode()
    return told


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def with_everything(kind: str) -> bytes:
    """Give a picture with all that this kind can carry, and words behind its end."""
    options: dict[str, Any] = {"exif": exif(), "icc_profile": profile()}
    if kind == "JPEG":
        options |= {"comment": SECRET, "xmp": SECRET.encode()}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET)
        options["pnginfo"] = words
    if kind in {"WEBP", "HEIF"}:
        options["xmp"] = f"<x>{SECRET}</x>".encode()
    return saved(hair(), kind, **options) + SECRET.encode()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Give a small PNG that says it is enormous, with rows that are all alike."""
    rows = zlib.compress(bytes(1 + width // 8) * 2000, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def metadata_in(content: bytes) -> set[str]:
    """Give what a picture tells besides itself."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        plain = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        return {*map(str, picture.info)} - plain | {str(tag) for tag in picture.getexif()}


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


DARK = saved(hair().point(lambda value: value // 5))
BLURRED = saved(hair().filter(ImageFilter.GaussianBlur(30)))
SMALL = saved(hair((300, 200)))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = saved(hair(), "GIF")
HTML_AND_JPEG = b"\xff\xd8\xff\xfe\x00\x40<html><script>alert(1)</script>" + b" " * 30 + photo()[2:]
"""A JPEG whose first comment is a page."""
