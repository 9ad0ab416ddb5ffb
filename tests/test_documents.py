"""What the documents promise of tests is so, and every requirement that was chosen has its row."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| v5\.0\.0-([\d.]+)(?:\\\*)? \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CHOSEN = """
    1.2.1 1.2.4 1.2.10 1.3.11 2.1.1 2.2.1 2.2.2 2.2.3 2.3.1 2.3.3 2.3.4 2.4.1 3.2.1 3.3.1 3.3.2 3.3.3 3.3.4
    3.4.1 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 4.1.3 5.2.1 5.2.2 5.2.6 5.3.2 5.4.3 6.1.1 6.2.1 6.2.4 6.2.5 6.2.7
    6.2.8 6.2.12 6.3.1 6.3.3 6.3.8 6.4.3 6.5.1 6.5.2 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.5.1 8.2.1 8.2.2 8.2.3 8.3.1
    11.1.1 11.2.2 11.3.2 11.5.1 12.3.1 12.3.2 13.3.1 13.4.2 14.1.1 14.2.1 14.2.4 14.2.7 14.2.8 14.3.2 15.1.1
    15.2.1 15.3.3 15.3.4 15.4.2 16.2.5 16.3.1 16.3.2 16.4.1 16.4.2 16.5.2 16.5.3
"""
"""Of the OWASP standard, version 5.0.0."""
HAZARDS = ["lost", "red flag", "photo", "double booking", "reminder", "Wrong information"]


@cache
def functions_of(path: str) -> frozenset[str]:
    code = (ROOT / path).read_text() if (ROOT / path).exists() else ""
    return frozenset(node.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("document", ["security", "hazards"])
def test_every_test_that_a_document_names_is_there(document: str) -> None:
    named = TEST.findall((ROOT / "docs" / f"{document}.md").read_text())
    assert len(named) > 20
    assert [f"{path}::{test}" for path, test in named if test not in functions_of(path)] == []


def test_every_requirement_has_one_row_with_how_it_is_met_and_a_test() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text())
    assert [id for id, _, shown in rows if TEST.search(shown)] == CHOSEN.split()


def test_every_hazard_has_its_controls_what_remains_and_who_signs() -> None:
    _, *hazards = (ROOT / "docs" / "hazards.md").read_text().split("\n## ")
    for words, hazard in zip(HAZARDS, hazards, strict=True):
        assert words in hazard.splitlines()[0]
        for part in ("**Harm.**", "**Causes.**", "| control | shown by |", "**Remains.**", "**To sign off.**"):
            assert part in hazard
        controls = [line for line in hazard.splitlines() if line.startswith("| ")][1:]
        assert [line for line in controls if not TEST.search(line)] == []
