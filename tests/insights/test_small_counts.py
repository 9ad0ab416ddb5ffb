"""No small count is shown, and none can be found out from what is: not even by who knows how numbers are hidden."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.insights.small_counts import FEWEST, shown

COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=5)


def named(counts: list[int] | tuple[int, ...]) -> dict[int, int]:
    return dict(enumerate(counts))


def ways(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Give every way to share a total among so many."""
    for bars in combinations(range(total + parts - 1), parts - 1):
        places = (-1, *bars, total + parts - 1)
        yield tuple(later - earlier - 1 for earlier, later in pairwise(places))


def possible(counts: dict[int, int]) -> list[dict[int, int]]:
    """Give every set of counts that has the same total and would be shown alike."""
    told = shown(counts)
    hidden = [name for name, count in told.items() if count is None]
    guesses = ways(sum(counts[name] for name in hidden), len(hidden)) if hidden else iter([()])
    return [guess for values in guesses if shown(guess := {**counts, **dict(zip(hidden, values, strict=True))}) == told]


@given(COUNTS)
def test_no_count_below_five_is_shown_but_where_there_are_only_zeros(counts: list[int]) -> None:
    told = [count for count in shown(named(counts)).values() if count is not None]
    assert all(count == 0 or count >= FEWEST for count in told)
    assert 0 not in told or all(count == 0 or count >= FEWEST for count in counts)


@settings(max_examples=300, deadline=None)
@given(COUNTS)
def test_no_small_count_can_be_found_out_with_the_total_and_the_rule_in_hand(counts: list[int]) -> None:
    guesses = possible(named(counts))
    assert named(counts) in guesses
    for name, count in enumerate(counts):
        if 0 < count < FEWEST:
            assert len({guess[name] for guess in guesses}) > 1


@pytest.mark.parametrize(
    ("counts", "told", "story"),
    [
        ([10, 4, 10, 10], [10, None, 10, None], "one small count takes another with it: their sum tells neither"),
        ([10, 1, 1, 10], [10, None, None, None], "two that are two together would be one each"),
        ([10, 4, 4, 10], [10, None, None, None], "two that are eight together can only be four each"),
        ([10, 3, 4, 10], [10, None, None, 10], "two that are seven together may be three and four, or four and three"),
        ([1, 0], [None, None], "a single request"),
        ([7, 0, 0], [7, 0, 0], "nothing small, so zeros may be seen"),
        ([7, 0, 2], [None, None, None], "a zero would tell that the rest is the small one"),
        ([0, 0], [0, 0], "nothing at all"),
    ],
)
def test_what_is_hidden_with_a_small_count(counts: list[int], told: list[int | None], story: str) -> None:
    assert list(shown(named(counts)).values()) == told, story
