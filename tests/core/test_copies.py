import gzip
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from clinic.core.copies import LONGEST_HEADER, Copy, preferred

BODY = b"Plain words about hair. " * 100
COPY = Copy([("Content-Type", "text/html"), ("Content-Length", "2400"), ("X-Ours", "kept")], BODY)
UNPACK: dict[str, Callable[[bytes], bytes]] = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


def get(copy: Copy = COPY, method: str = "GET", **headers: str) -> TestResponse:
    builder = EnvironBuilder(
        method=method, headers=[(name.replace("_", "-"), value) for name, value in headers.items()]
    )
    environ = builder.get_environ()
    return TestResponse(*run_wsgi_app(copy.answer, environ), builder.get_request())


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0", "identity"),
        ("gzip;q=0, *", "br"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity, br;q=0.5", "identity"),
        ("identity;q=0.2, br;q=0.5", "br"),
        ("identity;q=0, BR", "br"),
        ("identity;q=0", "identity"),
        ("zstd", "identity"),
        ("", "identity"),
        ("br;q=nonsense", "identity"),
        ("br, " * LONGEST_HEADER, "identity"),
    ],
)
def test_each_browser_gets_the_encoding_that_it_likes_best_and_the_same_bytes(accepted: str, encoding: str) -> None:
    answer = get(Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding", "identity") == encoding
    assert UNPACK[encoding](answer.data) == BODY
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Ours"] == "kept"


def test_a_browser_that_says_nothing_gets_plain_bytes() -> None:
    assert get().data == BODY


@given(st.text(st.characters(max_codepoint=255), max_size=300))
def test_whatever_a_browser_sends_it_gets_bytes_that_it_can_unpack(header: str) -> None:
    environ = EnvironBuilder().get_environ() | {"HTTP_ACCEPT_ENCODING": header, "HTTP_IF_NONE_MATCH": header}
    chunks, status, headers = run_wsgi_app(COPY.answer, environ)
    if status == "200 OK":
        assert UNPACK[headers.get("Content-Encoding", "identity")](b"".join(chunks)) == BODY


def test_the_encodings_that_browsers_name_do_not_fill_the_memory() -> None:
    for number in range(1000):
        preferred(f"br;q=0.{number}")
    assert preferred.cache_info().currsize <= 64


def test_each_variant_has_a_strong_tag_of_its_own() -> None:
    tags = {get(Accept_Encoding=accepted).headers["ETag"] for accepted in ("br", "gzip", "identity")}
    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)


@pytest.mark.parametrize("pattern", ["{}", "W/{}", '"other", {}', '"other",W/{} , "more"', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_bytes_that_a_browser_has_are_not_sent_again(pattern: str, method: str) -> None:
    tag = get(Accept_Encoding="br").headers["ETag"]
    answer = get(method=method, Accept_Encoding="br", If_None_Match=pattern.format(tag))
    assert answer.status_code == 304
    assert not answer.data
    assert answer.headers["ETag"] == tag
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Ours"] == "kept"
    assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers.keys())


def test_a_browser_that_has_another_variant_or_other_bytes_gets_them() -> None:
    packed = get(Accept_Encoding="br").headers["ETag"]
    for tag in (packed, '"other"', packed[1:-1], packed[:-2] + '"'):
        assert get(If_None_Match=tag).data == BODY


def test_head_is_get_without_the_bytes() -> None:
    head, whole = get(method="HEAD", Accept_Encoding="br"), get(Accept_Encoding="br")
    assert not head.data
    assert head.headers == whole.headers


def test_what_does_not_get_smaller_has_one_variant() -> None:
    dense = gzip.compress(BODY)
    answer = get(Copy([], dense), Accept_Encoding="gzip, br")
    assert answer.data == dense
    assert not {"Vary", "Content-Encoding"} & set(answer.headers.keys())


def test_a_server_that_writes_into_its_headers_does_not_write_into_the_next_answer() -> None:
    def careless(status: str, headers: list[tuple[str, str]], fault: object = None) -> None:
        headers.append(("Set-Cookie", "somebody=here"))

    COPY.answer(EnvironBuilder().get_environ(), careless)  # type: ignore[arg-type]  # it cannot write() either
    assert "Set-Cookie" not in get().headers
