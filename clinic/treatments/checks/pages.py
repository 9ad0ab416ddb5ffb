"""What may be wrong with the pages: sections, citations, links, numbers by hand, and what the law forbids to say."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile

from markdown_it.token import Token

from clinic.treatments.advertising import Rules
from clinic.treatments.checks.evidence import BY_HAND
from clinic.treatments.evidence import NoSuchFigure, Source, Study
from clinic.treatments.manuscript import PASSAGE, SECTIONS, TITLES, Manuscript, Piece, texts
from clinic.treatments.pages import address
from clinic.treatments.plots import outcome_at
from clinic.treatments.reading import Fault, Place
from clinic.treatments.store import Evidence
from clinic.treatments.subjects import SUBJECTS, SubjectKind

SOURCED = frozenset({"not-for", "evidence", "lasts", "risks", "approval"})
"""The sections in which every paragraph, list and table cites a claim."""

OTHER_ADDRESSES = frozenset(
    {
        "/",
        "/treatments/",
        "/treatments/compare/",
        "/conditions/",
        "/conditions/guide/",
        "/consultation/",
        "/consultation/quick/",
        "/privacy/",
        "/complaints/",
        "/accessibility/",
    }
)
"""Where a page may link to besides the other pages."""

ELSEWHERE = frozenset({"https://yellowcard.mhra.gov.uk/"})
"""The only other host that a page's own words lead to: where anyone reports a side effect (MHRA)."""


def of_pages(pages: Sequence[Manuscript], evidence: Evidence, rules: Rules) -> Iterator[Fault]:
    known = _addresses(pages)
    for page in pages:
        yield from _head(page, pages, evidence, rules)
        yield from _outline(page)
        yield from _sourced(page)
        for piece in page.pieces:
            yield from _piece(piece, page, evidence, rules)
            yield from _links(piece, known, rules)
        yield from _references(page, evidence, rules)
    yield from _uncited(pages, evidence)
    yield from _printed(evidence, rules)


def _addresses(pages: Sequence[Manuscript]) -> frozenset[str]:
    paths = {address(page.head.kind, page.slug) for page in pages}
    return OTHER_ADDRESSES | paths | {f"{path}#{section}" for path in paths for section in SECTIONS}


def _head(page: Manuscript, pages: Sequence[Manuscript], evidence: Evidence, rules: Rules) -> Iterator[Fault]:
    head = page.head
    subjects = {subject.slug: subject.kind for subject in SUBJECTS}
    if subjects.get(head.subject) is not head.kind:
        yield page.at("subject").fault(f"“{head.subject}” is no {head.kind} that a consultation can be about.")
    if not head.alt.strip():
        yield page.at("alt").fault("The page’s drawing has no alt text: say what it shows.")
    if len(head.summary) > 160:
        yield page.at("summary").fault(f"The summary has {len(head.summary)} characters; search results show 160.")
    for index, slug in enumerate(head.related):
        if slug not in {other.slug for other in pages} - {page.slug}:
            yield page.at("related", str(index)).fault(f"There is no other page “{slug}” to relate this one to.")
    if (head.compare is None) is (head.kind is SubjectKind.treatment):
        yield page.at("compare").fault("Treatments, and only they, stand in the table of all treatments (“compare”).")
    yield from _plots(page, evidence)
    for where, text in texts(head):
        medicine = rules.medicine_in(text)
        if medicine:
            yield page.at(*where).fault(f"The head of a page must not name “{medicine}”, a prescription-only medicine.")
        for word, why in rules.banned_in(text):
            yield page.at(*where).fault(f"“{word}” must not be written: {why}")


def _plots(page: Manuscript, evidence: Evidence) -> Iterator[Fault]:
    for index, plot in enumerate(page.head.plots):
        at = page.at("plots", str(index))
        if not plot.description.strip():
            yield at.fault(f"The picture “{plot.title}” has no description for who cannot see it.")
        if plot.headline and plot.headline not in {row.outcome for row in plot.rows}:
            yield at.fault(f"The headline of “{plot.title}” is none of its rows.")
        randomised = {row.outcome for row in plot.rows if _is_randomised_only(row.outcome, evidence)}
        if randomised and plot.headline not in randomised:
            yield at.fault(f"The headline of “{plot.title}” must be what the randomised trials alone found.")
        for row in plot.rows:
            try:
                name, outcome = outcome_at(row.outcome, evidence.studies)
            except NoSuchFigure:
                yield at.fault(f"There is no outcome “{row.outcome}” to draw.")
                continue
            if outcome.unit != plot.unit or outcome.kind is not plot.kind:
                yield at.fault(f"“{row.outcome}” has another unit or kind than the picture “{plot.title}”.")
            if not evidence.studies[name].checked.may_be_published:
                yield at.fault(f"“{row.outcome}” was not verified and may not be drawn.")


def _is_randomised_only(address: str, evidence: Evidence) -> bool:
    try:
        return outcome_at(address, evidence.studies)[1].randomised_only
    except NoSuchFigure:
        return False


def _outline(page: Manuscript) -> Iterator[Fault]:
    """Find sections missing, unknown or out of order, and questions without a question mark."""
    titles = [(piece.words, piece.place) for piece in page.pieces if piece.tag == "h2"]
    for title, (given, place) in zip(TITLES[page.head.kind], titles, strict=False):
        if given != title:
            yield place.fault(f"Here the section “{title}” is expected, not “{given}”.")
            return
    for missing in TITLES[page.head.kind][len(titles) :]:
        yield Place(page.file, 1).fault(f"The section “{missing}” is missing.")
    for given, place in titles[len(SECTIONS) :]:
        yield place.fault(f"The section “{given}” is not one of a page’s sections.")
    questions = [p for p in page.pieces if p.tag == "h3" and p.section == "questions"]
    if not questions:
        yield Place(page.file, 1).fault("There is no question (### …) under “Questions and answers”.")
    for question in questions:
        if not question.words.endswith("?"):
            yield question.place.fault("A heading under “Questions and answers” is a question and ends with “?”.")


def _sourced(page: Manuscript) -> Iterator[Fault]:
    """Find paragraphs, lists and tables without a source in the sections that need one."""
    blocks: dict[int, list[Piece]] = defaultdict(list)
    for piece in page.pieces:
        if piece.section in SOURCED and not piece.is_heading:
            blocks[piece.block].append(piece)
    for pieces in blocks.values():
        if not any(piece.claims for piece in pieces):
            yield pieces[0].place.fault(f"This paragraph under “{pieces[0].section}” cites no claim.")


def _piece(piece: Piece, page: Manuscript, evidence: Evidence, rules: Rules) -> Iterator[Fault]:
    at = piece.place
    for name in piece.claims:
        claim = evidence.claims.get(name)
        if claim is None:
            yield at.fault(f"There is no claim “{name}”.")
        elif not claim.may_be_published:
            yield at.fault(f"“{name}” may not be published: {claim.withheld or claim.checked}.")
        elif rules.medicine_in(claim.text) and not piece.passage:
            yield at.fault(f"“{name}” names a prescription-only medicine: cite it in a ::: {PASSAGE} passage.")
    if any(token.type == "image" for token in piece.tokens):
        yield at.fault("A picture in the text has no alt text that is checked: name it at the head of the page.")
    words = piece.words
    for phone in sorted((token.content for token in _within_phone(piece)), key=len, reverse=True):
        words = words.replace(phone, " ")
    by_hand = BY_HAND.search(words)
    if by_hand:
        yield at.fault(f"The number {by_hand[0]} is written by hand: numbers come from claims.")
    medicine = rules.medicine_in(piece.words)
    if medicine and (piece.is_heading or not piece.passage):
        yield at.fault(f"“{medicine}” is a prescription-only medicine: name it only in a ::: {PASSAGE} passage.")
    for word, why in rules.banned_in(_all_words(piece, evidence)):
        yield at.fault(f"“{word}” must not be written: {why}")


def _all_words(piece: Piece, evidence: Evidence) -> str:
    claims = [evidence.claims[token.meta["claim"]].text for token in piece.tokens if _writes_known(token, evidence)]
    return " ".join([piece.words, *claims])


def _writes_known(token: Token, evidence: Evidence) -> bool:
    return bool(token.meta.get("is_written")) and token.meta["claim"] in evidence.claims


def _within_phone(piece: Piece) -> Iterator[Token]:
    is_phone = False
    for token in piece.tokens:
        if token.type == "link_open":
            is_phone = str(token.attrs.get("href", "")).startswith("tel:")
        elif token.type == "link_close":
            is_phone = False
        elif is_phone:
            yield token


def _links(piece: Piece, known: frozenset[str], rules: Rules) -> Iterator[Fault]:
    for index, token in enumerate(piece.tokens):
        if token.type != "link_open":
            continue
        href = str(token.attrs.get("href", ""))
        if not href.startswith("tel:") and href not in known | ELSEWHERE:
            yield piece.place.fault(f"The link to “{href}” leads nowhere on this site.")
        within = takewhile(lambda inner: inner.type != "link_close", piece.tokens[index:])
        if rules.medicine_in("".join(inner.content for inner in within)):
            yield piece.place.fault("A link’s words must not name a prescription-only medicine.")


def _references(page: Manuscript, evidence: Evidence, rules: Rules) -> Iterator[Fault]:
    """Find a source whose title names a medicine and that is cited outside a medicine passage."""
    known = evidence.references
    for piece in page.pieces:
        for name in piece.claims:
            claim = evidence.claims.get(name)
            for reference in claim.rests_on if claim and not piece.passage else ():
                if reference in known and rules.medicine_in(known[reference].title):
                    words = f"The title of “{reference}” names a prescription-only medicine: cite it in a passage."
                    yield piece.place.fault(words)


def _printed(evidence: Evidence, rules: Rules) -> Iterator[Fault]:
    """Find what the law forbids in the words that stand beside a source: they are printed outside any passage."""
    for name, entry in evidence.references.items():
        for where, text in _beside(entry):
            if medicine := rules.medicine_in(text):
                yield evidence.at(name, *where).fault(
                    f"“{medicine}” is a prescription-only medicine: leave its name out."
                )
            for word, why in rules.banned_in(text):
                yield evidence.at(name, *where).fault(f"“{word}” must not be written: {why}")


def _beside(entry: Source | Study) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(entry, Source):
        yield ("about",), entry.about
        return
    yield ("comparator",), entry.comparator
    yield ("setting",), entry.setting
    yield from ((("limits", str(number)), text) for number, text in enumerate(entry.limits))
    for key, outcome in entry.outcomes.items():
        yield ("outcomes", key), f"{outcome.measure} {outcome.after}"


def _uncited(pages: Sequence[Manuscript], evidence: Evidence) -> Iterator[Fault]:
    """Find claims that no page cites, and sources that no page leads to."""
    cited = {name for page in pages for piece in page.pieces for name in piece.claims}
    for name, claim in evidence.claims.items():
        if name not in cited and claim.may_be_published:
            yield evidence.at(name).fault(f"No page cites the claim “{name}”.")
    drawn = {row.outcome.partition("/")[0] for page in pages for plot in page.head.plots for row in plot.rows}
    used = drawn.union(*(claim.rests_on for name, claim in evidence.claims.items() if name in cited))
    for name, entry in evidence.references.items():
        if name not in used and _is_for_publication(name, entry, evidence):
            yield evidence.at(name).fault(f"No page cites the source “{name}”.")


def _is_for_publication(name: str, entry: Source | Study, evidence: Evidence) -> bool:
    """Tell a source that should be cited from one that stands here only for what must not be said."""
    withheld = [claim for claim in evidence.claims.values() if name in claim.rests_on and not claim.may_be_published]
    return entry.checked.may_be_published or not withheld


def overdue(pages: Sequence[Manuscript], on: date) -> Iterator[Fault]:
    """Find pages whose facts were to be looked at again before this day."""
    for page in pages:
        if page.head.review_by < on:
            words = f"The facts of “{page.slug}” were to be looked at again by {page.head.review_by}."
            yield page.at("review_by").fault(words)
