"""What is made known of what people worry about, nobody can trace to one of them."""

from collections import Counter
from itertools import combinations_with_replacement

from hypothesis import given
from hypothesis import strategies as st

from clinic.insights.releases import Release, Topics
from clinic.insights.small_counts import FEWEST

WEEK = st.lists(st.sampled_from(["scalp-psoriasis", "hair-transplant", "not-sure"]), max_size=12)
WEEKS = st.lists(WEEK, max_size=8)


def topics(subjects: list[str]) -> Topics:
    return Topics(Counter({"home": len(subjects)}), Counter(subjects))


def released(weeks: list[list[str]]) -> list[Release]:
    releases = [Release()]
    for subjects in weeks:
        releases.append(releases[-1].next(topics(subjects)))
    return releases[1:]


@given(WEEKS)
def test_two_ranges_differ_by_nothing_or_by_five_and_more(weeks: list[list[str]]) -> None:
    releases = released(weeks)
    known = {
        (first, last): sum((each.known.subjects for each in releases[first:last]), Counter())
        for first, last in combinations_with_replacement(range(len(releases) + 1), 2)
    }
    for first, last in known:
        for longer in range(last, len(releases) + 1):
            difference = known[first, longer] - known[first, last]
            assert all(count >= FEWEST for count in difference.values())


@given(WEEKS)
def test_every_request_is_made_known_once_or_held(weeks: list[list[str]]) -> None:
    releases = released(weeks)
    known = sum((each.known.subjects for each in releases), Counter())
    held = releases[-1].held.subjects if releases else Counter()
    assert known + held == sum(map(Counter, weeks), Counter())


@given(WEEKS)
def test_little_is_held_when_anything_was_made_known(weeks: list[list[str]]) -> None:
    for release in released(weeks):
        if release.known.number:
            assert all(count < FEWEST for count in release.held.subjects.values())


def test_a_subject_is_made_known_with_its_fifth_request() -> None:
    four, fifth = released([["hair-transplant"] * 4 + ["not-sure"] * 5, ["hair-transplant"] + ["not-sure"] * 4])
    assert four.known.subjects == {"not-sure": 5}
    assert fifth.known.subjects == {"hair-transplant": 5}
    assert fifth.held.subjects == {"not-sure": 4}


def test_a_week_of_few_requests_is_released_with_the_next() -> None:
    few, with_the_next = released([["not-sure"] * 4, ["not-sure"]])
    assert few.known.number == 0
    assert with_the_next.known.subjects == {"not-sure": 5}


def test_in_a_week_of_few_requests_it_cannot_be_seen_whose_was_the_fifth() -> None:
    weeks = [["hair-transplant"] * 4 + ["not-sure"] * 5, ["hair-transplant"], ["not-sure"] * 4]
    assert [each.known.subjects for each in released(weeks)[1:]] == [Counter(), {"hair-transplant": 5}]


def test_a_release_is_read_as_it_was_stored() -> None:
    release = released([["not-sure"] * 6 + ["hair-transplant"] * 2])[0]
    assert Release.read(release.stored()) == release
