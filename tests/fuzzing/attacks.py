"""What nobody sends who uses our pages: each attack is some form or address with something wrong in it."""

from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes, urlencode

from hypothesis import strategies as st

from tests.fuzzing.pages import Form

BOUNDARY = "zqxvrondel"
MARK = "<zqx>"
"""Stands in no page of ours unless somebody's words are taken for markup."""

NASTY = [
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\x1b[31m",
        "\r\nBcc: somebody@example.com",
        "\ufeff",
        "\ufffe",
        "\ud800",
        "\udfff\ud800",
    ),
    *("\u202eשלום\u202c", "e" + "\u0301" * 300, "🧑🏽‍🦲" * 40, "ﷺ" * 200, "ß" * 300, "İ", "ǅ", "٣", "²", "½"),
    *("-1", "0", "1e309", "NaN", "inf", "9" * 400, "0x10", "1_000", "2027-02-30", "0001-01-01", "9999-12-31", "24:61"),
    *(
        "2027-01-11T09:00:00",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00-14:00",
        "00000000-0000-0000-0000-000000000007",
    ),
    *("'; DROP TABLE intake; --", "{{7*7}}", "%s%n", "%00", "../../etc/passwd", "//elsewhere.example", "http://["),
    *(
        f"{MARK}<script>alert(1)</script>",
        f'"{MARK}',
        "javascript:alert(1)",
        "=cmd|' /C calc'!A0",
        "on",
        "true",
        "None",
    ),
    *("a@b", "a" * 300 + "@example.com", "@", "+44", "020 7946 0018 ext 5", "x" * 20_000, "\n" * 5000, "😀" * 250_000),
]
NAMES = [
    "",
    "a\rb",
    "\x00",
    "csrf_token",
    "key",
    "opened",
    "version",
    "__class__",
    "name[]",
    "a.b",
    "é",
    "x" * 3000,
    "move",
    "role",
]
KINDS = [
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "text/plain", ""),
    *("multipart/form-data", 'multipart/form-data; boundary=""', f"multipart/form-data; boundary={BOUNDARY}"),
    *("application/json", "application/xml", "multipart/mixed; boundary=x", "\xff/\xfe", "image/jpeg"),
]
HEADERS = [
    *(
        {},
        {},
        {},
        {"Cookie": "session=.eJ\xff; request=x; draft=\x01"},
        {"If-None-Match": '"' * 900},
        {"Range": "bytes=9-1"},
    ),
    *(
        {"Accept-Encoding": "br;q=x, \xff"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ),
    *({"X-Forwarded-For": "'; --, ::::"}, {"Accept-Language": "x" * 5000}, {"If-Modified-Since": "Feb 30"}),
    *(
        {"Content-Length": "-1"},
        {"Content-Length": "a"},
        {"Content-Length": "99999999999"},
        {"Host": "a b"},
        {"Host": ""},
    ),
    *({"X-HTTP-Method-Override": "DELETE"}, {"Authorization": "Bearer \xe9"}, {"Referer": "\xff"}),
]
METHODS = ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "GET", "POST", "get", "ZQX"]

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Attack:
    """One request, as it goes over the wire."""

    method: str
    path: str
    query: str = ""
    kind: str = ""
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    about: str = ""


words = st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=30))
"""Any characters at all, halves of some among them."""
names = st.one_of(st.sampled_from(NAMES), st.text(st.characters(), max_size=8))


@st.composite
def attacks(draw: st.DrawFn, form: Form) -> Attack:
    """Change something about a form: what stands in it, how it is written, or what comes along."""
    pairs = draw(changed(form))
    method = draw(st.sampled_from([form.method] * 15 + METHODS))
    path = draw(st.one_of(*[st.just(form.path)] * 7, paths(form.path)))
    headers = draw(st.sampled_from(HEADERS))
    about = repr(pairs)[:300]
    if form.method == "GET":
        return Attack(method, path, draw(queries(pairs)), headers=headers, about=about)
    kind, body = draw(bodies(pairs, form.brings_files))
    return Attack(method, path, kind=kind, body=body, headers=headers, about=about)


@st.composite
def changed(draw: st.DrawFn, form: Form) -> Pairs:
    """Fill in the form as its page would, and then spoil some of it."""
    pairs = [(name, draw(st.sampled_from(values))) for name, values in form.fields.items()]
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(pairs) - 1)))
        match draw(st.sampled_from(["words", "words", "words", "twice", "gone", "other name", "more"])):
            case "words" if pairs:
                pairs[at] = (pairs[at][0], draw(words))
            case "twice" if pairs:
                pairs.insert(at, (pairs[at][0], draw(words)))
            case "gone" if pairs:
                del pairs[at]
            case "other name" if pairs:
                pairs[at] = (draw(names), pairs[at][1])
            case _:
                pairs.append((draw(names), draw(words)))
    return pairs


@st.composite
def paths(draw: st.DrawFn, path: str) -> str:
    """Put something else in the place of a part of an address."""
    parts = path.split("/")
    at = draw(st.integers(1, len(parts) - 1))
    parts[at] = quote(draw(words)[:3000].encode("utf-8", "surrogatepass"), safe="")
    return "/".join(parts)


@st.composite
def queries(draw: st.DrawFn, pairs: Pairs) -> str:
    raw = draw(st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=20)))
    return quote_from_bytes(raw, safe="&=;%+") if raw is not None else written(pairs)[:60_000]


@st.composite
def bodies(draw: st.DrawFn, pairs: Pairs, brings_files: bool) -> tuple[str, bytes]:
    """Write the form as browsers do, or not quite."""
    usual = "multipart" if brings_files else "plain"
    match draw(
        st.sampled_from([usual] * 6 + ["plain", "multipart", "files", "torn", "other bytes", "other kind", "noise"])
    ):
        case "multipart":
            return f"multipart/form-data; boundary={BOUNDARY}", parts(pairs, draw(st.booleans()) and brings_files)
        case "files":
            return f"multipart/form-data; boundary={BOUNDARY}", parts(pairs, as_files=True)
        case "torn":
            whole = parts(pairs, as_files=brings_files)
            return f"multipart/form-data; boundary={BOUNDARY}", whole[: draw(st.integers(0, min(len(whole), 5000)))]
        case "other bytes":
            return KINDS[0], written(pairs, draw(st.sampled_from(["latin-1", "utf-16", "cp1252"]))).encode()
        case "other kind":
            return draw(st.sampled_from(KINDS)), draw(
                st.sampled_from([written(pairs).encode(), parts(pairs), b"{", b""])
            )
        case "noise":
            return draw(st.sampled_from(KINDS)), draw(st.binary(max_size=200))
        case _:
            return KINDS[0], written(pairs).encode()


def written(pairs: Pairs, encoding: str = "utf-8") -> str:
    errors = "surrogatepass" if encoding == "utf-8" else "ignore"
    return urlencode([(name.encode(encoding, errors), value.encode(encoding, errors)) for name, value in pairs])


def parts(pairs: Pairs, as_files: bool = False) -> bytes:
    """Write a form in parts, its names as they come; a picture's field may bring anything as its file."""
    written = b""
    for name, value in pairs:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{value[:50]}.jpg"\r\nContent-Type: image/jpeg' if as_files else ""
        written += f"{head}\r\n\r\n{value}\r\n".encode("utf-8", "surrogatepass")
    return written + f"--{BOUNDARY}--\r\n".encode()
