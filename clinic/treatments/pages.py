"""A page as it is published: its sections, numbered sources, pictures, and the text that a clinician reviews."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import Any

from markdown_it.token import Token
from markupsafe import Markup

from clinic.treatments.evidence import Claim, Sure, written
from clinic.treatments.manuscript import PASSAGE, READER, SECTIONS, Manuscript, Piece
from clinic.treatments.plots import Plot, plot
from clinic.treatments.references import Reference, reference
from clinic.treatments.store import Evidence
from clinic.treatments.subjects import SubjectKind

WORDS_A_MINUTE = 200
MARK = '<sup class="cite"><a href="#source-{number}" aria-label="Source {number}">[{number}]</a></sup>'
SAYS = '\u00a0<span class="sure">{words}<span class="visually-hidden">.</span></span>'
"""A tag that does not leave its sentence; read aloud, it is a sentence of its own."""

SURE = {
    Sure.official: "",
    Sure.good: "Good evidence",
    Sure.fair: "Fair evidence",
    Sure.weak: "Weak evidence",
    Sure.very_weak: "Very weak evidence",
}


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    html: Markup


@dataclass(frozen=True)
class Question:
    text: str
    html: Markup
    plain: str
    names_medicine: bool
    """A medicine passage stands in the answer, which keeps it out of the structured data."""


@dataclass(frozen=True)
class Page:
    slug: str
    kind: SubjectKind
    title: str
    short: str
    summary: str
    lead: str
    alt: str
    subject: str
    unavailable: str
    review_by: date
    published: date
    updated: date
    minutes: int
    """How long reading it takes."""
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    references: tuple[Reference, ...]
    plots: tuple[Plot, ...]
    text: str = field(repr=False)
    """Every word of it, a paragraph a line: what a clinician reviews."""
    related: tuple["Page", ...] = ()

    @property
    def path(self) -> str:
        return address(self.kind, self.slug)

    @property
    def studies(self) -> tuple[Reference, ...]:
        return tuple(reference for reference in self.references if reference.study)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def address(kind: SubjectKind, slug: str) -> str:
    return f"/{kind}s/{slug}/"


class Writer:
    """Turns pieces of Markdown into HTML and plain text, numbering sources in the order they are first cited."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.cited: list[str] = []

    def number(self, name: str) -> int:
        if name not in self.cited:
            self.cited.append(name)
        return self.cited.index(name) + 1

    def html(self, tokens: Sequence[Token], section: str = "") -> Markup:
        return Markup(READER.renderer.render(tokens, READER.options, {"writer": self, "section": section}))  # noqa: S704  # HTML in pages is off

    def inline(self, words: str) -> Markup:
        return self.html(READER.parseInline(words))

    def claim(self, name: str, is_written: bool, section: str, before: Iterable[str] = ()) -> str:
        """Write a claim with its numbers, or the numbers alone: those that claims just before it have not given."""
        claim = self.evidence.claims[name]
        if not is_written:
            given = {source for each in before for source in self.evidence.claims[each].rests_on}
            return self._marks(source for source in claim.rests_on if source not in given)
        words = READER.renderInline(written(claim, self.evidence.studies))
        return f"{words}{self._marks(claim.rests_on)}{self._sure(claim, section)}"

    def _marks(self, sources: Iterable[str]) -> str:
        return "".join(MARK.format(number=self.number(source)) for source in sources)

    @staticmethod
    def _sure(claim: Claim, section: str) -> str:
        words = SURE[claim.sure] if section == "evidence" else ""
        return SAYS.format(words=words) if words else ""

    def plain(self, tokens: Iterable[Token], *, sources: bool = False) -> str:
        """Give the words alone, with the claims written out."""
        words = ""
        for token in tokens:
            if token.type in {"text", "code_inline"}:
                words += token.content
            elif token.type in {"softbreak", "hardbreak"}:
                words += " "
            elif token.type == "claim":
                words += self._plain_claim(token, sources)
            elif token.type == "link_open" and sources:
                words += f"<{token.attrs['href']}> "
        return words.strip()

    def _plain_claim(self, token: Token, sources: bool) -> str:
        claim = self.evidence.claims[token.meta["claim"]]
        tokens = READER.parseInline(written(claim, self.evidence.studies))[0].children or ()
        words = self.plain(tokens) if token.meta["is_written"] else ""
        return f"{words} [{', '.join(claim.rests_on)}; {claim.sure}]" if sources else words


def _render_claim(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    meta = tokens[index].meta
    before = takewhile(lambda token: token.type == "claim", reversed(tokens[:index]))
    names = [token.meta["claim"] for token in before]
    return str(env["writer"].claim(meta["claim"], meta["is_written"], env["section"], names))


def _render_passage(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<div class="medicine">\n' if tokens[index].nesting == 1 else "</div>\n"


READER.add_render_rule("claim", _render_claim)
READER.add_render_rule(f"container_{PASSAGE}_open", _render_passage)
READER.add_render_rule(f"container_{PASSAGE}_close", _render_passage)


def publish(manuscript: Manuscript, evidence: Evidence, dates: Sequence[date]) -> Page:
    """Make the page of a manuscript that was found without fault. `dates` are those of its changes, oldest first."""
    head, writer = manuscript.head, Writer(evidence)
    sections = tuple(_sections(manuscript, writer))
    questions = tuple(_questions(manuscript, writer))
    plots = tuple(plot(each, evidence.studies, writer.number) for each in head.plots)
    references = tuple(reference(number, name, evidence) for number, name in enumerate(writer.cited, 1))
    return Page(
        slug=manuscript.slug,
        kind=head.kind,
        title=head.title,
        short=head.short,
        summary=head.summary,
        lead=head.lead,
        alt=head.alt,
        subject=head.subject,
        unavailable=head.unavailable,
        review_by=head.review_by,
        published=dates[0],
        updated=dates[-1],
        minutes=_minutes(manuscript, writer),
        sections=sections,
        questions=questions,
        references=references,
        plots=plots,
        text="\n".join(_text(manuscript, writer, references, plots)),
    )


def _sections(manuscript: Manuscript, writer: Writer) -> Iterator[Section]:
    """Give every section but the questions, which are a list of their own."""
    for (title, tokens), name in zip(_split(manuscript.tokens, "h2"), SECTIONS, strict=True):
        if name != "questions":
            yield Section(name, title, writer.html(tokens, name))


def _questions(manuscript: Manuscript, writer: Writer) -> Iterator[Question]:
    _, tokens = list(_split(manuscript.tokens, "h2"))[-1]
    for text, answer in _split(tokens, "h3"):
        plain = " ".join(writer.plain(token.children or ()) for token in answer if token.type == "inline")
        in_passage = any(token.type == f"container_{PASSAGE}_open" for token in answer)
        yield Question(text, writer.html(answer), plain, in_passage)


def _split(tokens: Sequence[Token], tag: str) -> Iterator[tuple[str, Sequence[Token]]]:
    """Cut at each heading of this rank; give its words and what follows it."""
    starts = [i for i, token in enumerate(tokens) if token.type == "heading_open" and token.tag == tag]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        yield _plain_heading(tokens[start + 1]), tokens[start + 3 : end]


def _plain_heading(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def _minutes(manuscript: Manuscript, writer: Writer) -> int:
    words = sum(len(writer.plain(p.tokens).split()) for p in manuscript.pieces if p.section != "compare")
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def _text(
    manuscript: Manuscript, writer: Writer, references: Sequence[Reference], plots: Sequence[Plot]
) -> Iterator[str]:
    """Give what a clinician reviews, a paragraph a line."""
    head = manuscript.head
    yield from filter(None, (head.title, head.summary, head.lead, head.alt, head.unavailable))
    yield f"The form is about: {head.subject}"
    if head.compare:
        orders = {name: getattr(head.compare, name).order for name in head.compare.__struct_fields__}
        yield f"Order in the table: {', '.join(f'{name} {order}' for name, order in orders.items())}"
    for piece in manuscript.pieces:
        yield f"{_mark(piece)}{writer.plain(piece.tokens, sources=True)}"
    for each in plots:
        yield f"Picture: {each.title}. {each.description}"
        yield from (f"- {row.label}{' (main result)' * row.is_headline}: {row.written}" for row in each.rows)
    yield from (f"[{each.id}] {each.plain}" for each in references)


def _mark(piece: Piece) -> str:
    if piece.is_heading:
        return "#" * int(piece.tag[1:]) + " "
    if piece.section == "compare":
        return "In the table: "
    return "- " if piece.tag == "li" else ""
