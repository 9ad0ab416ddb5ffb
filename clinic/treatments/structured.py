"""What search engines and links elsewhere are told of a page, in schema.org's words.

Nothing here may name a prescription-only medicine, so answers that do are left out (see `advertising`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clinic.core.identity import Clinic
from clinic.treatments.pages import Page, Question
from clinic.treatments.standing import Standing, State
from clinic.treatments.subjects import SubjectKind

LANGUAGE = "en-GB"
ABOUT = {SubjectKind.treatment: "MedicalTherapy", SubjectKind.condition: "MedicalCondition"}
SHELVES = {SubjectKind.treatment: "Treatments", SubjectKind.condition: "Conditions"}

Node = dict[str, Any]


@dataclass(frozen=True)
class Meta:
    """What stands in a page's head: its description, its one address, its picture, and its structured data."""

    title: str
    description: str
    path: str
    picture: str
    """The name of its picture in `static/pictures/social/`, without the ending."""
    data: Node


def of_page(page: Page, standing: Standing, clinic: Clinic) -> Meta:
    trail = [(SHELVES[page.kind], f"/{page.kind}s/"), (page.short, page.path)]
    nodes = [_page(page, standing, clinic), _trail(trail, clinic), _clinic(clinic), *_questions(page, clinic)]
    return Meta(page.title, page.summary, page.path, page.slug, _graph(nodes))


def of_list(title: str, description: str, path: str, picture: str, clinic: Clinic) -> Meta:
    """Describe a page that leads to others, such as the list of all treatments."""
    node = {**_web_page("WebPage", title, description, path, clinic), "isPartOf": {"@id": f"{clinic.url}/#clinic"}}
    return Meta(title, description, path, picture, _graph([node, _trail([(title, path)], clinic), _clinic(clinic)]))


def of_home(title: str, description: str, clinic: Clinic) -> Meta:
    node = _web_page("WebPage", title, description, "/", clinic)
    return Meta(title, description, "/", "home", _graph([node, _clinic(clinic)]))


def _graph(nodes: Iterable[Node]) -> Node:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def _web_page(kind: str, title: str, description: str, path: str, clinic: Clinic) -> Node:
    url = clinic.url + path
    return {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": title,
        "description": description,
        "inLanguage": LANGUAGE,
        "publisher": {"@id": f"{clinic.url}/#clinic"},
    }


def _page(page: Page, standing: Standing, clinic: Clinic) -> Node:
    about = {"@type": ABOUT[page.kind], "name": page.title, "description": page.summary}
    reviewed: Node = {}
    if standing.state is State.current and standing.on:
        reviewed = {
            "lastReviewed": standing.on.isoformat(),
            "reviewedBy": {"@type": "Person", "name": standing.by},
        }
    return {
        **_web_page("MedicalWebPage", page.title, page.summary, page.path, clinic),
        "datePublished": page.published.isoformat(),
        "dateModified": page.updated.isoformat(),
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "about": about,
        "citation": [reference.url for reference in page.studies if reference.study and reference.study.doi],
        **reviewed,
    }


def _questions(page: Page, clinic: Clinic) -> Iterable[Node]:
    answered = [_question(question) for question in page.questions if not question.names_medicine]
    if answered:
        yield {"@type": "FAQPage", "@id": f"{clinic.url}{page.path}#questions", "mainEntity": answered}


def _question(question: Question) -> Node:
    return {
        "@type": "Question",
        "name": question.text,
        "acceptedAnswer": {"@type": "Answer", "text": question.plain},
    }


def _trail(steps: Iterable[tuple[str, str]], clinic: Clinic) -> Node:
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": clinic.url + path}
        for position, (name, path) in enumerate([("Home", "/"), *steps], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _clinic(clinic: Clinic) -> Node:
    known = {"telephone": clinic.phone, "email": clinic.email, "address": clinic.address}
    return {
        "@type": "MedicalClinic",
        "@id": f"{clinic.url}/#clinic",
        "name": clinic.name,
        "url": f"{clinic.url}/",
        **{key: value for key, value in known.items() if value},
    }
