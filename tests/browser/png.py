"""PNG files, as far as drawings in few colours need them: made small with a palette, and with words kept inside."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

BEGINNING = b"\x89PNG\r\n\x1a\n"
CHANNELS = 3
MOST_COLOURS = 256
PALETTE = 3
TEXT = b"tEXt"

Chunk = tuple[bytes, bytes]
Colour = tuple[int, ...]


def chunks(picture: bytes) -> Iterator[Chunk]:
    """Give a PNG's parts: the kind and the content of each."""
    at = len(BEGINNING)
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", next(chunks(picture))[1])
    return width, height


def words(picture: bytes, keyword: str) -> str:
    """Give what a picture keeps under this keyword."""
    texts = (content.decode("latin-1").split("\0") for kind, content in chunks(picture) if kind == TEXT)
    return next((text for name, text in texts if name == keyword), "")


def smaller(screenshot: bytes, keyword: str, text: str) -> bytes:
    """Write a picture of three channels with a palette of its commonest colours, and words under a keyword."""
    width, height = size(screenshot)
    pixels = [pixel for line in _lines(screenshot, width) for pixel in zip(*[iter(line)] * CHANNELS, strict=True)]
    palette = [colour for colour, _ in Counter(pixels).most_common(MOST_COLOURS)]
    index = {colour: _nearest(colour, palette) for colour in set(pixels)}
    rows = (bytes(index[pixel] for pixel in pixels[start : start + width]) for start in range(0, len(pixels), width))
    return _png(
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, PALETTE, 0, 0, 0)),
        (TEXT, f"{keyword}\0{text}".encode("latin-1")),
        (b"PLTE", b"".join(map(bytes, palette))),
        (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        (b"IEND", b""),
    )


def _lines(picture: bytes, width: int) -> Iterator[bytes]:
    """Give each line's bytes as they were before its filter."""
    packed = zlib.decompress(b"".join(content for kind, content in chunks(picture) if kind == b"IDAT"))
    length = width * CHANNELS
    above = bytes(length)
    for start in range(0, len(packed), length + 1):
        above = _unfiltered(packed[start], packed[start + 1 : start + 1 + length], above)
        yield above


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    found = bytearray(line)
    for i, (byte, up) in enumerate(zip(line, above, strict=True)):
        left, corner = (found[i - CHANNELS], above[i - CHANNELS]) if i >= CHANNELS else (0, 0)
        foretold = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        found[i] = (byte + foretold) & 0xFF
    return bytes(found)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda neighbour: abs(guess - neighbour))


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    return min(
        range(len(palette)),
        key=lambda at: sum((a - b) ** 2 for a, b in zip(colour, palette[at], strict=True)),
    )


def _png(*parts: Chunk) -> bytes:
    return BEGINNING + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
