"""A page is made from its manuscript: numbers, sources and pictures come from the claims."""

from pathlib import Path

import pytest

from clinic.treatments.comparison import comparison
from clinic.treatments.library import Library, load
from clinic.treatments.pages import Page
from tests.treatments.content import write

GAP = "\u00a0"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(write(tmp_path_factory.mktemp("content")).folder)


@pytest.fixture
def page(library: Library) -> Page:
    return library.pages["hair-transplant"]


def section(page: Page, name: str) -> str:
    return next(section.html for section in page.sections if section.id == name).replace(GAP, " ")


def test_a_claim_brings_its_figures_and_its_number(page: Page) -> None:
    evidence = section(page, "evidence")
    assert (
        "Pooling 8 trials with 221 people, a 2024 review found about 15 hairs/cm² more (10.20 to 19.67 hairs/cm²)."
        in evidence
    )
    assert '<a href="#source-2" aria-label="Source 2">[2]</a>' in evidence


def test_the_number_of_a_claim_is_that_of_its_source_in_the_list(page: Page) -> None:
    assert [(each.number, each.id) for each in page.references] == [
        (1, "sample-office"),
        (2, "sample-2024"),
        (3, "sample-medicine-notice"),
        (4, "sample-2021"),
    ]


def test_how_sure_a_claim_is_stands_where_the_evidence_is_weighed(page: Page) -> None:
    assert '</sup> <span class="sure">Weak evidence<' in section(page, "evidence")
    assert 'class="sure"' not in section(page, "lasts")


def test_the_words_of_a_link_to_a_source_are_never_its_title(page: Page) -> None:
    links = {each.id: each.link for each in page.references}
    assert links["sample-2024"] == "doi:10.1000/sample"
    assert links["sample-office"] == "www.example.org"
    assert not any(each.title in each.link for each in page.references)


def test_what_a_clinician_reviews_holds_claims_figures_table_pictures_and_sources(page: Page) -> None:
    text = page.text.replace(GAP, " ")
    for words in (
        "Pooling 8 trials with 221 people",
        "In the table: Weak.",
        "- Randomised trials only (main result): 9.23 hairs/cm²; interval 1.79 to 16.68 hairs/cm²; 3 trials",
        "[sample-2024] Sample A, Sample B. A sample review of a sample treatment. Journal of Samples 2024.",
        "few trials",
        "A drawing of a sample.",
        "### Does it help?",
    ):
        assert words in text


def test_a_changed_figure_changes_the_digest_of_the_pages_that_use_it(tmp_path: Path, library: Library) -> None:
    content = write(tmp_path)
    content.replace("evidence/studies/sample.yaml", 'value: "14.93"', 'value: "14.94"')
    changed = load(content.folder)
    assert changed.pages["hair-transplant"].digest != library.pages["hair-transplant"].digest
    assert changed.pages["alopecia-areata"].digest == library.pages["alopecia-areata"].digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("call [999](tel:999)", "call [999](tel:998)"),
        (
            "[the other page](/conditions/alopecia-areata/#risks)",
            "[the other page](/conditions/alopecia-areata/#lasts)",
        ),
        ("visits: {order: 3, words: Some.}", "visits: {order: 4, words: Some.}"),
    ],
)
def test_what_is_not_said_in_words_is_reviewed_too(tmp_path: Path, library: Library, old: str, new: str) -> None:
    content = write(tmp_path)
    content.replace("pages/hair-transplant.md", old, new)
    assert load(content.folder).pages["hair-transplant"].digest != library.pages["hair-transplant"].digest


def test_a_page_knows_when_it_was_published_and_changed(page: Page) -> None:
    assert (page.published.isoformat(), page.updated.isoformat()) == ("2026-01-05", "2026-03-02")


def test_claims_side_by_side_give_the_number_of_a_source_once(tmp_path: Path) -> None:
    content = write(tmp_path)
    content.replace(
        "pages/hair-transplant.md", "It is not permanent. [@pooled]", "It is not. [@half] [@half] [@pooled]"
    )
    lasts = section(load(content.folder).pages["hair-transplant"], "lasts")
    assert lasts.count("<sup") == 2


def test_html_in_a_page_is_words_and_not_html(tmp_path: Path) -> None:
    content = write(tmp_path)
    content.replace("pages/hair-transplant.md", "It is thought to.", "It <script>alert()</script> is.")
    assert "&lt;script&gt;" in section(load(content.folder).pages["hair-transplant"], "how")


def test_the_table_numbers_its_own_sources(library: Library) -> None:
    table = comparison(library, "evidence")
    assert [each.id for each in table.references] == ["sample-2024"]
    assert '<a href="#source-1"' in table.rows[0].cells["evidence"]


def test_an_unknown_order_of_the_table_is_that_by_evidence(library: Library) -> None:
    assert comparison(library, "'; drop table").sort == "evidence"
