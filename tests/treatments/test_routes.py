"""The information pages as browsers, search engines and feed readers get them."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from clinic.core.db import db
from clinic.treatments.comparison import COLUMNS, SORTABLE
from clinic.treatments.library import load
from tests.pages import CheckedClient, Page
from tests.world import World

LIBRARY = load()
DETAIL = [page.path for page in LIBRARY.pages.values()]
LISTS = ["/treatments/", "/treatments/compare/", "/conditions/", "/conditions/guide/"]
NOTICES = ["/privacy/", "/complaints/", "/accessibility/"]
FILES = ["/sitemap.xml", "/changes.atom", "/robots.txt"]
PAGES = ["/", *LISTS, *DETAIL, *NOTICES]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_what_is_for_everyone_sets_no_cookie_and_anyone_may_keep_it(client: CheckedClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.cache_control.public
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_what_is_for_everyone_is_not_sent_twice(client: CheckedClient, path: str) -> None:
    again = client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_an_information_page_loads_nothing_from_elsewhere(client: CheckedClient, path: str) -> None:
    page = client.page(path)
    links = [link["href"] for link in page.all("link") if link["rel"] != "canonical"]
    loaded = [part["src"] for part in page.all("img", "script", "iframe") if "src" in part]
    assert all(address.startswith("/") for address in [*links, *loaded])


@pytest.mark.parametrize("path", PAGES)
def test_every_link_on_an_information_page_leads_somewhere(client: CheckedClient, path: str) -> None:
    for link in client.page(path).all("a"):
        if link["href"].startswith("/"):
            assert client.get(link["href"]).status_code in {200, 302}, link["href"]


@pytest.mark.parametrize("path", PAGES)
def test_every_place_that_a_link_names_is_there(client: CheckedClient, path: str) -> None:
    for link in client.page(path).all("a"):
        if link["href"].startswith("/") and "#" in link["href"]:
            address, _, place = link["href"].partition("#")
            assert place in {attributes.get("id") for _, attributes in client.page(address).tags}, link["href"]


@pytest.mark.parametrize("path", ["/", *LISTS, *DETAIL])
def test_a_page_tells_others_its_one_address_title_and_picture(client: CheckedClient, path: str) -> None:
    page = client.page(path)
    told = {meta.get("property") or meta.get("name", ""): meta.get("content", "") for meta in page.all("meta")}
    (canonical,) = [link["href"] for link in page.all("link") if link["rel"] == "canonical"]
    assert canonical == told["og:url"] == f"http://localhost{path}"
    assert told["og:title"]
    assert 50 <= len(told["description"]) <= 160
    assert client.get(told["og:image"].removeprefix("http://localhost")).mimetype == "image/png"


def structured(client: CheckedClient, path: str) -> dict[str, dict[str, object]]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.DOTALL)
    return {node["@type"]: node for node in json.loads(found)["@graph"]}


@pytest.mark.parametrize("path", DETAIL)
def test_search_engines_are_told_what_a_page_is_about(client: CheckedClient, path: str) -> None:
    nodes = structured(client, path)
    assert {"MedicalWebPage", "BreadcrumbList", "MedicalClinic", "FAQPage"} <= set(nodes)
    about = nodes["MedicalWebPage"]["about"]
    assert isinstance(about, dict)
    assert about["@type"] == ("MedicalTherapy" if path.startswith("/treatments/") else "MedicalCondition")
    assert "lastReviewed" not in nodes["MedicalWebPage"]


def test_the_table_has_every_treatment_and_sorts_without_a_script(client: CheckedClient) -> None:
    orders = set()
    for key in SORTABLE:
        page = client.page(f"/treatments/compare/?sort={key}")
        rows = tuple(link["href"] for link in page.all("a") if link["href"] in DETAIL)[:6]
        assert set(rows) == {each.path for each in LIBRARY.treatments}
        assert any(head.get("aria-sort") for head in page.all("th"))
        orders.add(rows)
    assert len(orders) > 2
    assert all(column.title in client.get("/treatments/compare/").text for column in COLUMNS)


def test_another_query_is_the_same_table(client: CheckedClient) -> None:
    assert client.get("/treatments/compare/?sort=hats&utm_source=x").data == client.get("/treatments/compare/").data


@pytest.mark.parametrize("path", ["/treatments/hats/", "/conditions/hair-transplant/", "/treatments/alopecia-areata/"])
def test_a_page_that_is_not_there_is_not_found(client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", DETAIL)
def test_a_page_offers_the_form_with_its_subject_chosen(client: CheckedClient, path: str) -> None:
    page = client.page(path)
    chosen = [option["value"] for option in page.all("option") if "selected" in option]
    assert path.rstrip("/").rsplit("/")[-1] in chosen
    assert Page(client.get(path).text).field("name")


@pytest.mark.parametrize("path", DETAIL)
def test_a_page_says_plainly_that_nobody_reviewed_it(client: CheckedClient, path: str) -> None:
    assert "Not yet reviewed by a clinician." in client.get(path).text


@pytest.mark.parametrize("slug", ["stem-cell-hair-treatment", "stem-cell-hair-transplant"])
def test_the_stem_cell_pages_say_what_is_not_available_and_offer_a_talk(client: CheckedClient, slug: str) -> None:
    html = client.get(f"/treatments/{slug}/").text
    assert LIBRARY.pages[slug].unavailable in html
    assert "Ask for a conversation" in html[html.index("article__form") :]


def test_the_sitemap_has_every_page_with_the_day_it_last_changed(client: CheckedClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    dated = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}
    for page in LIBRARY.pages.values():
        assert dated[f"http://localhost{page.path}"] == page.updated.isoformat()
    for address in dated:
        assert address
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_the_feed_has_every_change_newest_first(client: CheckedClient) -> None:
    root = ElementTree.fromstring(client.get("/changes.atom").data)
    entries = root.findall(f"{ATOM}entry")
    days = [date.fromisoformat((entry.findtext(f"{ATOM}updated") or "")[:10]) for entry in entries]
    assert len(entries) == sum(len(changes) for changes in LIBRARY.changes.values())
    assert days == sorted(days, reverse=True)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_search_engines_are_kept_from_what_is_private(client: CheckedClient) -> None:
    robots = client.get("/robots.txt").text
    assert "Disallow: /staff/" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots


def test_a_page_is_served_while_the_database_is_away_and_does_not_say_that_nobody_reviewed_it(world: World) -> None:
    def fail(*arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    with world.context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        response = world.client().get(DETAIL[0])
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert response.status_code == 200
    assert "We cannot show just now whether a clinician has reviewed this page." in response.text
    with world.context():
        world.app.extensions["shelf"].look()
    assert "Not yet reviewed by a clinician." in world.client().get(DETAIL[0]).text


def test_the_home_page_offers_both_forms_and_the_telephone(client: CheckedClient) -> None:
    addresses = {link["href"] for link in client.page("/").all("a")}
    assert {"/consultation/", "/consultation/quick/", "tel:02079460018", "tel:999", "tel:111"} <= addresses
    assert {*LISTS, *DETAIL} <= addresses
