"""A reviewer sees which words came and which went."""

from hypothesis import given
from hypothesis import strategies as st

from clinic.treatments.differences import Kind, Line, Part, differences

BEFORE = """Hair transplant
What it is
Hair is moved from one place of the head to another.
It grows again within a year.
Nobody knows everything.
- Swelling
- Numbness"""


def shown(lines: list[Line]) -> list[str]:
    marks = {Kind.same: "{}", Kind.removed: "[-{}-]", Kind.added: "[+{}+]"}
    return [" ".join(marks[part.kind].format(part.words) for part in line.parts) for line in lines]


def test_the_same_text_has_no_differences() -> None:
    assert differences(BEFORE, BEFORE) == []


def test_a_changed_word_is_shown_within_its_line() -> None:
    found = differences(BEFORE, BEFORE.replace("within a year", "within two years"))
    assert [line.kind for line in found] == [Kind.left_out, Kind.same, Kind.changed, Kind.same, Kind.left_out]
    assert shown(found)[2] == "It grows again within [-a year.-] [+two years.+]"
    assert (found[0].count, found[-1].count) == (2, 2)


def test_a_line_that_came_or_went_is_shown_whole() -> None:
    found = differences(BEFORE, BEFORE.replace("- Numbness", "- Infection, which is rare but serious"))
    assert shown(found)[-2:] == ["[-- Numbness-]", "[+- Infection, which is rare but serious+]"]


def test_a_line_that_is_wholly_rewritten_is_not_shown_as_a_patchwork() -> None:
    found = differences("One.\nA scar may stay for good.\nTwo.", "One.\nNothing is known about this.\nTwo.")
    assert [line.kind for line in found] == [Kind.same, Kind.removed, Kind.added, Kind.same]


def test_a_line_that_moved_is_shown_in_both_places() -> None:
    moved = differences("One.\nTwo.\nThree.\nFour.", "Two.\nThree.\nFour.\nOne.")
    assert shown(moved)[0] == "[-One.-]"
    assert shown(moved)[-1] == "[+One.+]"


def test_of_two_texts_without_a_word_in_common_everything_is_shown() -> None:
    found = differences("Old.", "New.")
    assert found == [Line(Kind.removed, (Part(Kind.removed, "Old."),)), Line(Kind.added, (Part(Kind.added, "New."),))]


texts = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=5).map(" ".join), max_size=8)


@given(before=texts, after=texts)
def test_no_word_of_either_text_is_lost(before: list[str], after: list[str]) -> None:
    found = differences("\n".join(before), "\n".join(after))
    if before == after:
        assert found == []
        return
    hidden = sum(line.count for line in found if line.kind is Kind.left_out)
    for text, gone in ((before, Kind.added), (after, Kind.removed)):
        kept = [
            " ".join(part.words for part in line.parts if part.kind is not gone)
            for line in found
            if line.kind not in {gone, Kind.left_out}
        ]
        assert len(kept) + hidden == len(text)
        assert in_order(kept, text)


def in_order(some: list[str], every: list[str]) -> bool:
    rest = iter(every)
    return all(line in rest for line in some)
