"""Shares of many lengths of time are told from a few counts."""

import math
import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.insights.lengths import class_of, within

MINUTES = st.floats(1, 60 * 24 * 400)
A_FORTIETH = 0.0251


def counted(lengths: list[float]) -> Counter[str]:
    return Counter(map(class_of, lengths))


@given(st.lists(MINUTES, min_size=1))
def test_half_lie_within_the_median(lengths: list[float]) -> None:
    assert within(counted(lengths), 0.5) == pytest.approx(statistics.median_low(lengths), rel=A_FORTIETH)


@given(st.lists(MINUTES, min_size=1))
def test_nine_in_ten_lie_within_the_ninetieth_percentile(lengths: list[float]) -> None:
    nine_in_ten = sorted(lengths)[math.ceil(0.9 * len(lengths)) - 1]
    assert within(counted(lengths), 0.9) == pytest.approx(nine_in_ten, rel=A_FORTIETH)


@given(st.lists(MINUTES, min_size=1), st.lists(MINUTES, min_size=1))
def test_the_lengths_of_two_days_are_added_up(one: list[float], other: list[float]) -> None:
    assert within(counted(one) + counted(other), 0.5) == within(counted(one + other), 0.5)


def test_a_year_of_lengths_needs_few_counts() -> None:
    assert len({class_of(minute) for minute in range(1, 60 * 24 * 365)}) < 300


def test_what_is_shorter_than_one_is_told_as_one() -> None:
    assert within(counted([0, 0.2, 1]), 0.5) == 1


def test_of_no_lengths_nothing_is_told() -> None:
    assert within(Counter(), 0.5) is None
    assert within({"3": 0}, 0.5) is None
