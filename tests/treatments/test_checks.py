"""Content that is broken on purpose is named with its file and line."""

from pathlib import Path

import pytest

from tests.treatments.content import Content, write

STUDIES = "evidence/studies/sample.yaml"
SOURCES = "evidence/sources/sample.yaml"
CLAIMS = "evidence/claims/sample.yaml"
PAGE = "pages/hair-transplant.md"


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return write(tmp_path)


def test_the_sample_content_has_no_fault(content: Content) -> None:
    assert content.faults() == []


def test_a_claim_may_lead_to_a_telephone(content: Content) -> None:
    content.replace(CLAIMS, "a break after {weeks}", "to [call 111](tel:111) or text [85258](sms:85258) after {weeks}")
    assert content.faults() == []


BREAKS = {
    "a claim rests on a source that is not there": (
        CLAIMS, "rests_on: [sample-2024]", "rests_on: [sample-2023]", "There is no source “sample-2023”.",
    ),
    "a claim rests on nothing": (
        CLAIMS, "rests_on: [sample-2024]", "rests_on: []", "The claim “pooled” rests on no source.",
    ),
    "a page cites a claim that is not there": (
        PAGE, "[[pooled]] That", "[[poled]] That", "There is no claim “poled”.",
    ),
    "a page cites a claim that may not be published": (
        PAGE, "[[pooled]] That", "[[pooled]] [[secret]] That", "“secret” may not be published: nobody has shown it.",
    ),
    "an unverified claim stands without saying why": (
        CLAIMS, "  withheld: nobody has shown it\n", "", "“secret” was not verified",
    ),
    "a claim rests on a study that was not verified": (
        STUDIES, "doi: 10.1000/sample\n  checked: abstract", "doi: 10.1000/sample\n  checked: memory",
        "may not be published",
    ),
    "the parts of a study are off by one": (
        STUDIES, "{women: 120, men: 101}", "{women: 120, men: 102}", "add up to 222 people, not 221",
    ),
    "a share is not that of a whole number of people": (
        STUDIES, 'value: "64.3"', 'value: "64.9"', "9 of 14 people is not 64.9%",
    ),
    "an outcome counts more people than the study": (
        STUDIES, "people: 221\n", "people: 222\n", "counts 222 people, more than the 221",
    ),
    "a value lies outside its interval": (
        STUDIES, 'value: "14.93"', 'value: "9.93"', "outside its own interval",
    ),
    "an interval has one end": (
        STUDIES, '      high: "19.67"\n', "", "has only one end",
    ),
    "a unit is not known": (
        STUDIES, 'unit: "%"', "unit: furlongs", "The unit “furlongs” of “half” is not known",
    ),
    "a figure is no number": (
        STUDIES, 'value: "14.93"', 'value: "about 15"', "is no number",
    ),
    "two references have one DOI": (
        STUDIES, "title: A sample series", "title: A sample series\n  doi: 10.1000/SAMPLE",
        "has the same doi as “sample-2024”",
    ),
    "an official page is listed twice": (
        SOURCES, "title: A notice about samplride", "title: Advice of the sample office", "has the same title as",
    ),
    "nobody cites a source": (
        PAGE, "[[medicine]] ", "", "No page cites the claim “medicine”.",
    ),
    "a claim writes a number by hand": (
        CLAIMS, "a break after {weeks}", "a break after 7 weeks ({weeks})", "writes the number 7 by hand",
    ),
    "a claim writes a telephone number without its link": (
        CLAIMS, "a break after {weeks}", "a call to 111 after {weeks}", "writes the number 111 by hand",
    ),
    "a claim links to another page": (
        CLAIMS, "a break after {weeks}", "[a break](/conditions/alopecia-areata/) after {weeks}", "holds a link",
    ),
    "a claim has a figure that it does not use": (
        CLAIMS, "a break after {weeks}", "a break", "The figure “weeks” of “advice” is not used",
    ),
    "a claim takes a figure that is not there": (
        CLAIMS, "density: sample-2024/density\n", "density: sample-2024/thickness\n", "is in no study",
    ),
    "a claim takes a figure from a study it does not rest on": (
        CLAIMS, 'people: "sample-2021:size"', 'people: "sample-2024:size"', "takes a figure from “sample-2024”",
    ),
    "a figure brings its unit twice": (
        CLAIMS, "Pooling {trials} with", "Pooling {trials} trials with", "the figure brings its unit already",
    ),
    "a page writes a number by hand": (
        PAGE, "That is all.", "That is 15 hairs.", "The number 15 is written by hand",
    ),
    "a page does not know its section": (
        PAGE, "## Risks", "## Dangers", "Here the section “Risks” is expected, not “Dangers”.",
    ),
    "a paragraph in a section about risks has no source": (
        PAGE, "There are some. [@pooled]", "There are some.", "This paragraph under “risks” cites no claim.",
    ),
    "a link leads nowhere": (
        PAGE, "/conditions/alopecia-areata/#risks", "/conditions/alopecia-areata/#dangers",
        "leads nowhere on this site",
    ),
    "a link leads to another host": (
        PAGE, "/conditions/alopecia-areata/#risks", "https://example.org/", "leads nowhere on this site",
    ),
    "a related page is not there": (
        PAGE, "related: [alopecia-areata]", "related: [baldness]", "There is no other page “baldness”",
    ),
    "the drawing has no alt text": (
        PAGE, "alt: A drawing of a sample.", 'alt: " "', "has no alt text",
    ),
    "a picture stands in the text": (
        PAGE, "A sample. See", "![](a.png) See", "A picture in the text",
    ),
    "a plot's headline is none of its rows": (
        PAGE, "headline: sample-2024/randomised", "headline: sample-2021/half", "none of its rows",
    ),
    "a plot's headline is not what the randomised trials alone found": (
        PAGE, "headline: sample-2024/randomised", "headline: sample-2024/density",
        "what the randomised trials alone found",
    ),
    "a plot draws an outcome that is not there": (
        PAGE, "{outcome: sample-2024/density,", "{outcome: sample-2024/dense,",
        "There is no outcome “sample-2024/dense”",
    ),
    "a plot draws another unit": (
        PAGE, "    unit: hairs/cm²\n    rows", "    unit: µm\n    rows", "has another unit or kind",
    ),
    "a banned word stands in the title": (
        PAGE, "title: Sample treatment", "title: A cure that lasts", "“cure” must not be written",
    ),
    "a banned word stands in the text": (
        PAGE, "Some people.", "It is permanent in some people.", "“permanent” must not be written",
    ),
    "a banned word stands in a claim": (
        CLAIMS, "regrew more than half", "had a cure of more than half", "“cure” must not be written",
    ),
    "a prescription-only medicine stands in the title": (
        PAGE, "title: Sample treatment", "title: Samplride and others", "The head of a page must not name “Samplride”",
    ),
    "a prescription-only medicine stands in the summary": (
        PAGE, "summary: What the sample treatment is.", "summary: What Sampla is.", "must not name “Sampla”",
    ),
    "a prescription-only medicine stands in the table": (
        PAGE, "lasts: {order: 1, words: Short.}", "lasts: {order: 1, words: Sampla is short.}",
        "must not name “Sampla”",
    ),
    "a prescription-only medicine stands in a question": (
        PAGE, "### Does it help?", "### Does Sampla help?", "name it only in a ::: medicine passage",
    ),
    "a prescription-only medicine stands in a link": (
        PAGE, "[the other page]", "[samplride]", "A link’s words must not name",
    ),
    "a prescription-only medicine stands outside its passage": (
        PAGE, "Some people.", "Some people, who take Samplride.", "name it only in a ::: medicine passage",
    ),
    "a claim that names a medicine is cited outside its passage": (
        PAGE, "Some people.", "Some people. [@medicine]", "cite it in a ::: medicine passage",
    ),
    "a study's limits promise a result": (
        STUDIES, "limits: [few trials]", "limits: [a cure in few trials]", "“cure” must not be written",
    ),
    "a study's comparator names a prescription-only medicine": (
        STUDIES, "comparator: a sample patch", "comparator: a patch of Sampla", "leave its name out",
    ),
    "a link names a prescription-only medicine in bold": (
        PAGE, "[[medicine]] Samplride", "[[medicine]] [**Sampla**](/treatments/) Samplride",
        "A link’s words must not name",
    ),
    "a figure has no end": (
        STUDIES, 'high: "19.67"', 'high: "Infinity"', "is no number",
    ),
    "a figure is nothing": (
        STUDIES, 'value: "14.93"', 'value: "NaN"', "is no number",
    ),
    "a ratio reaches nothing": (
        STUDIES, 'low: "10.20"\n      high: "19.67"\n      people: 221\n      trials: 8\n      kind: difference',
        'low: "0"\n      high: "19.67"\n      people: 221\n      trials: 8\n      kind: ratio', "which no ratio does",
    ),
    "a question is none": (
        PAGE, "### Does it help?", "### It helps", "ends with “?”",
    ),
    "a page is about no subject": (
        PAGE, "subject: hair-transplant", "subject: hats", "“hats” is no treatment that a consultation can be about",
    ),
    "a summary is too long": (
        PAGE, "summary: What the sample treatment is.", f"summary: {'word ' * 40}", "search results show 160",
    ),
    "a head has a field that is not known": (
        PAGE, "alt: A drawing of a sample.", "alt: A drawing of a sample.\ncolour: red", "unknown field `colour`",
    ),
    "a study lacks its comparator": (
        STUDIES, "  comparator: none\n", "", "missing required field `comparator`",
    ),
    "a key is written twice": (
        STUDIES, "  size: 14\n", "  size: 14\n  size: 15\n", "“size” is written twice",
    ),
    "a file is no YAML": (
        CLAIMS, "half:\n", "half: [\n", "This is not readable YAML",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_is_broken_is_named(content: Content, broken: str) -> None:
    file, old, new, words = BREAKS[broken]
    content.replace(file, old, new)
    assert any(words in fault for fault in content.faults()), content.faults()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CLAIMS, "rests_on: [sample-2024]", "rests_on: [sample-2023]"),
        (STUDIES, "parts: [{women: 120, men: 101}]", "parts: [{women: 120, men: 102}]"),
        (PAGE, "title: Sample treatment", "title: A cure that lasts"),
        (PAGE, "That is all.", "That is 15 hairs."),
        (PAGE, "lasts: {order: 1, words: Short.}", "lasts: {order: 1, words: Sampla is short.}"),
    ],
)
def test_a_fault_names_its_file_and_line(content: Content, file: str, old: str, new: str) -> None:
    line = content.replace(file, old, new)
    assert any(fault.startswith(f"{file}:{line}: ") for fault in content.faults()), content.faults()


def test_a_page_without_a_head_is_named(content: Content) -> None:
    (content.folder / PAGE).write_text("## What it is\n")
    assert f"{PAGE}:1: A page begins with its head, between two lines of ---." in content.faults()


def test_a_page_without_an_entry_in_the_changes_is_named(content: Content) -> None:
    content.replace("changes.yaml", "alopecia-areata:\n  - {on: 2026-02-01, what: First published.}\n", "")
    assert "changes.yaml:1: “alopecia-areata” has no entry: say when it was first published." in content.faults()


def test_a_missing_section_is_named(content: Content) -> None:
    content.replace(PAGE, "## Questions and answers\n\n### Does it help?\n\nIn some. [@half]\n", "")
    assert f"{PAGE}:1: The section “Questions and answers” is missing." in content.faults()


def test_every_fault_is_named_at_once(content: Content) -> None:
    content.replace(PAGE, "title: Sample treatment", "title: A cure that lasts")
    content.replace(STUDIES, "{women: 120, men: 101}", "{women: 120, men: 102}")
    assert len(content.faults()) == 2
