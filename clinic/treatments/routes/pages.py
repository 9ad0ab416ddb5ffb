"""The information pages."""

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clinic.core.identity import clinic
from clinic.core.pages import information_page, public
from clinic.core.shelf import doubt, edition
from clinic.treatments import queries, structured
from clinic.treatments.comparison import SORTABLE, comparison
from clinic.treatments.library import library
from clinic.treatments.pages import Page
from clinic.treatments.routes.blueprint import blueprint
from clinic.treatments.standing import UNKNOWN, Standing
from clinic.treatments.subjects import SubjectKind

HOME = "Ask for a consultation about your hair or scalp. Tell us what is happening; a person reads it and contacts you."
TREATMENTS = "What each hair-loss treatment is, what studies have found so far, its risks, and whether it is approved."
CONDITIONS = "What the common kinds of hair loss look like, how they go on, what may help, and when to see a doctor."
COMPARE = "Six treatments side by side: the evidence, how long they last, approval, supply, visits and main risks."
LISTS = ("/treatments/", "/treatments/compare/", "/conditions/")
NOTICES = ("/conditions/guide/", "/consultation/", "/privacy/", "/complaints/", "/accessibility/")


@edition
def reviews_that_stand() -> object:
    """Tell how each page stands today with its review: what the pages say beyond their content."""
    return queries.standings(library().pages.values())


@blueprint.get("/")
def home() -> Response:
    meta = structured.of_home("Consultations about hair loss", HOME, clinic())
    return information_page("treatments/home.html", meta=meta, library=library())


@blueprint.get("/treatments/")
def treatments() -> Response:
    meta = structured.of_list("Treatments", TREATMENTS, "/treatments/", "compare", clinic())
    return information_page("treatments/index.html", meta=meta, kind=SubjectKind.treatment, pages=library().treatments)


@blueprint.get("/conditions/")
def conditions() -> Response:
    meta = structured.of_list("Conditions", CONDITIONS, "/conditions/", "guide", clinic())
    return information_page("treatments/index.html", meta=meta, kind=SubjectKind.condition, pages=library().conditions)


@blueprint.get("/treatments/compare/")
def compare() -> Response:
    table = comparison(library(), request.args.get("sort", ""))
    meta = structured.of_list("Compare treatments", COMPARE, "/treatments/compare/", "compare", clinic())
    return information_page("treatments/compare.html", {"sort": SORTABLE}, meta=meta, comparison=table)


@blueprint.get("/treatments/<slug>/")
def treatment(slug: str) -> Response:
    return _page(slug, SubjectKind.treatment)


@blueprint.get("/conditions/<slug>/")
def condition(slug: str) -> Response:
    return _page(slug, SubjectKind.condition)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    newest = max(page.updated for page in library().pages.values())
    dated = [*((path, newest) for path in ("/", *LISTS)), *((page.path, page.updated) for page in _newest_first())]
    return _file("treatments/sitemap.xml", "application/xml", dated=dated, undated=NOTICES)


@blueprint.get("/changes.atom")
def changes() -> Response:
    """Give what changed on which page, newest first."""
    changed = library().changes
    noted = [(page, number, each) for page in _newest_first() for number, each in enumerate(changed[page.slug], 1)]
    noted.sort(key=lambda noted: noted[2].on, reverse=True)
    return _file("treatments/changes.atom", "application/atom+xml", noted=noted)


@blueprint.get("/robots.txt")
def robots() -> Response:
    return _file("treatments/robots.txt", "text/plain")


def _page(slug: str, kind: SubjectKind) -> Response:
    page = library().pages.get(slug)
    if page is None or page.kind is not kind:
        abort(404)
    standing = _standing(page)
    meta = structured.of_page(page, standing, clinic())
    return information_page("treatments/page.html", meta=meta, page=page, standing=standing)


def _standing(page: Page) -> Standing:
    try:
        return queries.standings([page])[page.slug]
    except (OperationalError, PoolTimeout):
        doubt()
        return UNKNOWN


def _newest_first() -> list[Page]:
    return sorted(library().pages.values(), key=lambda page: page.updated, reverse=True)


def _file(template: str, kind: str, **values: object) -> Response:
    return public(make_response(render_template(template, **values), {"Content-Type": f"{kind}; charset=utf-8"}))
