"""A copy of an answer: its bytes in each encoding, made once, and the 304 for who has them already.

Only what is the same for everyone is copied. What holds a secret, or repeats what somebody typed, must never be
compressed beside it: how small it gets would tell something of the secret.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import brotli
from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header, parse_etags, remove_entity_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PLAIN = "identity"
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body)),
    "gzip": lambda body: gzip.compress(body, mtime=0),
}
"""How the bytes may be packed, the smallest first."""
WORTH = 0.9
"""A packed variant must be this much smaller to be kept: pictures of dots are packed already."""
LONGEST_HEADER = 200
"""Of what a browser says it can unpack; a longer one is not worth remembering."""


@dataclass(frozen=True)
class Variant:
    """The bytes in one encoding, with their headers and those of a 304."""

    body: bytes
    etag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]

    @classmethod
    def of(cls, body: bytes, headers: Headers) -> "Variant":
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers["ETag"] = etag
        headers["Content-Length"] = str(len(body))
        unchanged = Headers(headers)
        remove_entity_headers(unchanged)
        return cls(body, etag, headers.to_wsgi_list(), unchanged.to_wsgi_list())

    def is_among(self, etags: str) -> bool:
        """Tell whether `If-None-Match` names these bytes: alone, in a list, weakened by a proxy, or by a star."""
        return etags == self.etag or parse_etags(etags).contains_weak(self.etag[1:-1])


class Copy:
    """An answer to GET and HEAD, in memory."""

    def __init__(self, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        packed = dict(_packed(body))
        self.variants: dict[str, Variant] = {}
        for encoding, content in {**packed, PLAIN: body}.items():
            own = Headers(headers)
            if encoding != PLAIN:
                own["Content-Encoding"] = encoding
            if packed:
                own.add("Vary", "Accept-Encoding")
            self.variants[encoding] = Variant.of(content, own)

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        variant = self.variant(environ.get("HTTP_ACCEPT_ENCODING", ""))
        etags = environ.get("HTTP_IF_NONE_MATCH")
        if etags and variant.is_among(etags):
            start_response("304 NOT MODIFIED", [*variant.unchanged])
            return []
        start_response("200 OK", [*variant.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    def variant(self, accepted: str) -> Variant:
        """Give the variant that a browser likes best by its `Accept-Encoding`, else the plain one."""
        known = preferred(accepted) if len(accepted) <= LONGEST_HEADER else (PLAIN,)
        return next(self.variants[encoding] for encoding in known if encoding in self.variants)


def _packed(body: bytes) -> Iterator[tuple[str, bytes]]:
    for encoding, pack in ENCODINGS.items():
        content = pack(body)
        if len(content) < len(body) * WORTH:
            yield encoding, content


@lru_cache(maxsize=64)
def preferred(accepted: str) -> tuple[str, ...]:
    """Rank the encodings that `Accept-Encoding` allows; plain is there at the end, whatever it says."""
    accept = parse_accept_header(accepted)
    qualities = {encoding: accept.quality(encoding) for encoding in ENCODINGS}
    qualities[PLAIN] = max((quality for name, quality in accept if name.lower() == PLAIN), default=0)
    ranked = sorted((name for name in qualities if qualities[name] > 0), key=lambda name: -qualities[name])
    return (*ranked, PLAIN)
