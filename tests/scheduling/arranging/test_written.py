"""Hours are written as people write them, and read as they were meant."""

import uuid
from datetime import time

import pytest

from clinic.scheduling.arranging import written
from clinic.scheduling.arranging.models import Location
from clinic.scheduling.arranging.written import BY_VIDEO, Place, Unreadable, WorkingHours

HERE, THERE = uuid.uuid4(), uuid.uuid4()
KNOWN = written.places([Location(id=HERE, name="Sample Clinic"), Location(id=THERE, name="4 Sample Road")])
USUAL = Place(HERE, False)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", []),
        ("9 to 12:30", [(time(9), time(12, 30), USUAL)]),
        ("9am-5pm", [(time(9), time(17), USUAL)]),
        ("13.30 – 17 by video", [(time(13, 30), time(17), BY_VIDEO)]),
        ("13:30 to 5 pm By Video, 9 to 12", [(time(9), time(12), USUAL), (time(13, 30), time(17), BY_VIDEO)]),
        ("9 to 12 at sample clinic or by video", [(time(9), time(12), Place(HERE, True))]),
        ("9 to 12 4 Sample Road", [(time(9), time(12), Place(THERE, False))]),
    ],
)
def test_hours_are_read_as_they_were_meant(text: str, meant: list[tuple[time, time, Place]]) -> None:
    read = written.read(text, USUAL, KNOWN)
    assert read == [WorkingHours(*each) for each in meant]
    assert written.read(written.write(read, USUAL, KNOWN), USUAL, KNOWN) == read
    assert written.read(written.write(read, None, KNOWN), BY_VIDEO, KNOWN) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nine to five", "“nine to five” cannot be read"),
        ("9", "“9” cannot be read"),
        ("9 to 25", "cannot be read"),
        ("13 pm to 17", "cannot be read"),
        ("9 to 5", "“9 to 5” ends before it begins"),
        ("9 to 12 Elsewhere", "There is no place called “Elsewhere”. Write one of these: Sample Clinic;"),
    ],
)
def test_what_cannot_be_meant_is_named(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        written.read(f"7 to 8, {text}", USUAL, KNOWN)


def test_the_place_of_most_hours_is_the_usual_one() -> None:
    hours = [WorkingHours(time(9), time(10), each) for each in (USUAL, BY_VIDEO, BY_VIDEO)]
    assert written.usual_place(hours, KNOWN) == BY_VIDEO
    assert written.usual_place([], KNOWN) == USUAL
