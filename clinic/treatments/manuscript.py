"""A page's file: its head, its sections, and every piece of text in it with where it stands."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from clinic.treatments.evidence import Data, Kind
from clinic.treatments.reading import ContentFaults, Document, Fault, Place, as_struct, read_yaml
from clinic.treatments.subjects import SubjectKind

CITED = re.compile(r"\[\[([\w-]+)\]\]|\[@([\w-]+)\]")
PASSAGE = "medicine"

SECTIONS = ("what", "how", "suits", "not-for", "evidence", "lasts", "risks", "approval", "visits", "questions")
"""The sections of every page, in their order; the ids stand in addresses."""

TITLES = {
    SubjectKind.treatment: (
        "What it is",
        "How it is thought to work",
        "Who it may suit",
        "Who must not have it",
        "What the evidence says",
        "How long it lasts",
        "Risks",
        "Approval and supply",
        "Time, visits and cost",
        "Questions and answers",
    ),
    SubjectKind.condition: (
        "What it is",
        "How it is thought to come about",
        "Who it affects",
        "When to see a doctor first",
        "What may help, and what the evidence says",
        "How long it lasts",
        "Risks",
        "Approval and supply",
        "Time, visits and cost",
        "Questions and answers",
    ),
}


class Cell(Data, frozen=True):
    """What the table of all treatments says of one; `order` sorts it."""

    words: str
    order: int = 0


class Compared(Data, frozen=True):
    evidence: Cell
    lasts: Cell
    approval: Cell
    supply: Cell
    visits: Cell
    risks: Cell
    not_for: Cell


class PlotRow(Data, frozen=True):
    outcome: str
    label: str


class PlotHead(Data, frozen=True):
    """An evidence picture: which outcomes it shows, in which order; `headline` is the honest one."""

    title: str
    kind: Kind
    unit: str
    rows: tuple[PlotRow, ...]
    description: str
    headline: str = ""


class Head(Data, frozen=True):
    """What stands at the head of a page's file."""

    kind: SubjectKind
    title: str
    short: str
    summary: str
    lead: str
    alt: str
    subject: str
    review_by: datetime.date
    related: tuple[str, ...]
    unavailable: str = ""
    compare: Compared | None = None
    plots: tuple[PlotHead, ...] = ()


@dataclass(frozen=True)
class Piece:
    """One run of text: a heading, a paragraph, a list's item or a cell, with its Markdown's tokens."""

    tag: str
    """The element around it, e.g. "h2" or "p"."""
    section: str
    passage: str
    """The medicine passage that it stands in, if any."""
    block: int
    """The paragraph, list or table that it belongs to, counted through the page."""
    place: Place
    tokens: tuple[Token, ...]

    @property
    def is_heading(self) -> bool:
        return self.tag.startswith("h")

    @property
    def claims(self) -> list[str]:
        return [token.meta["claim"] for token in self.tokens if token.type == "claim"]

    @property
    def words(self) -> str:
        """The page's own words, without the claims'."""
        return "".join(
            token.content if token.type in {"text", "code_inline"} else " "
            for token in self.tokens
            if token.type in {"text", "code_inline", "softbreak", "hardbreak", "claim"}
        )


@dataclass(frozen=True)
class Manuscript:
    slug: str
    head: Head
    document: Document
    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]

    @property
    def file(self) -> str:
        return self.document.file

    def at(self, *where: str) -> Place:
        return self.document.place(*where)


def markdown() -> MarkdownIt:
    """Make the reader of pages: CommonMark and tables, no HTML, claims in brackets, passages about a medicine."""
    reader = MarkdownIt("commonmark", {"html": False, "typographer": True})
    reader.enable(["table", "replacements", "smartquotes"])
    reader.use(front_matter_plugin).use(container_plugin, PASSAGE)
    reader.inline.ruler.before("link", "claim", _read_claim)
    return reader


def _read_claim(state: StateInline, silent: bool) -> bool:
    match = CITED.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        if match[2]:
            state.pending = state.pending.rstrip()
        state.push("claim", "", 0).meta = {"claim": match[1] or match[2], "is_written": bool(match[1])}
    state.pos = match.end()
    return True


READER = markdown()


def read_page(text: str, slug: str, file: str) -> Manuscript:
    """Read a page's file. Raises ContentFaults."""
    tokens = READER.parse(text)
    if not tokens or tokens[0].type != "front_matter":
        raise ContentFaults([Fault(file, 1, "A page begins with its head, between two lines of ---.")])
    document = read_yaml(tokens[0].content, file, first_line=2)
    head = as_struct(document, Head)
    body = tuple(tokens[1:])
    return Manuscript(slug, head, document, body, (*_pieces(body, file, head.kind), *_cells(document, head)))


def _pieces(tokens: Sequence[Token], file: str, kind: SubjectKind) -> Iterator[Piece]:
    """Give the text of a page's sections, piece by piece."""
    piece = Piece("", "", "", 0, Place(file, 1), ())
    titles = dict(zip(TITLES[kind], SECTIONS, strict=True))
    opened: list[str] = []
    for token in tokens:
        inside = int(bool(piece.passage))
        if token.type == f"container_{PASSAGE}_open":
            piece = replace(piece, passage=token.info.split()[-1])
        elif token.type == f"container_{PASSAGE}_close":
            piece = replace(piece, passage="")
        elif token.nesting == 1:
            opened.append(token.tag)
            piece = replace(piece, block=piece.block + (token.level == inside))
        elif token.nesting == -1:
            opened.pop()
        elif token.type == "inline":
            tag = opened[-1] if opened[-1] != "p" or len(opened) == 1 else opened[-2]
            if tag == "h2":
                piece = replace(piece, section=titles.get(token.content, ""))
            place = Place(file, (token.map or [0])[0] + 1)
            yield replace(piece, tag=tag, place=place, tokens=tuple(token.children or ()))


def _cells(document: Document, head: Head) -> Iterator[Piece]:
    """Give the text of what the table of all treatments says."""
    for number, name in enumerate(Compared.__struct_fields__ if head.compare else ()):
        words: str = getattr(head.compare, name).words
        tokens = READER.parseInline(words)[0].children or ()
        place = document.place("compare", name, "words")
        yield Piece("td", "compare", "", -number - 1, place, tuple(tokens))


def texts(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every text of a head with the keys that lead to it, but for slugs and addresses of figures."""
    for name in value.__struct_fields__:
        inner = getattr(value, name)
        if name in {"subject", "related", "outcome", "headline", "kind", "unit"}:
            continue
        if isinstance(inner, str):
            yield (name,), inner
        elif isinstance(inner, Data):
            yield from (((name, *where), text) for where, text in texts(inner))
        elif isinstance(inner, tuple):
            for number, item in enumerate(inner):
                yield from (((name, str(number), *where), text) for where, text in texts(item))
