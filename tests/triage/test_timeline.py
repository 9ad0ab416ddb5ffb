"""What happened to a request, told in one order."""

from http import HTTPStatus

import pytest

from tests.pages import Page
from tests.staff.person import Person
from tests.triage.test_request import ada, path, person, send
from tests.world import World

__all__ = ["ada", "path"]


def happened(who: Person, path: str) -> list[str]:
    """Give the timeline's entries, each in one line; of all lists only the timeline is ordered."""
    page = Page(who.client.get(path).text)
    entries = [" ".join(entry.split()) for entry in page.texts["li"]]
    timeline = " ".join(page.texts["ol"][0].split())
    return [entry for entry in entries if ":" in entry and entry in timeline]


def test_what_the_patient_the_staff_and_the_mail_did_stands_in_one_order(world: World, ada: Person, path: str) -> None:
    send(ada, path, "contacted", outcome="no_answer", words="Rang at noon.")
    world.send_mail()
    told = happened(ada, path)
    assert told[0].startswith("Sent the request Patient,")
    assert any("Email to patient@example.com: We have received your request Sent" in each for each in told)
    called = next(each for each in told if each.startswith("No answer"))
    assert told.index(called) > 2
    assert "Ada Sample," in called
    assert called.endswith("Internal Rang at noon.")


@pytest.mark.parametrize(
    ("move", "fields", "title"),
    [
        ("taken", {}, "Took the request"),
        ("prioritised", {"priority": "soon", "words": "Rang."}, "Set the priority to Soon"),
        ("contacted", {"outcome": "left_message"}, "Left a message"),
        ("noted", {"words": "Prefers mornings."}, "Wrote a note"),
        ("closed", {"reason": "duplicate"}, "Closed the request: They have asked twice"),
    ],
)
def test_each_decision_is_told_in_words(ada: Person, path: str, move: str, fields: dict[str, str], title: str) -> None:
    assert send(ada, path, move, 0, **fields).status_code == HTTPStatus.SEE_OTHER
    assert any(each.startswith(title) for each in happened(ada, path))


def test_to_whom_a_request_was_given_and_that_it_was_opened_again_is_told(world: World, ada: Person, path: str) -> None:
    ben = person(world, "ben@clinic.example.org")
    send(ada, path, "assigned", colleague=str(ben.account.id))
    send(ada, path, "closed", 1, reason="spam")
    send(ada, path, "reopened", 2, words="It was a person.")
    told = [each for each in happened(ada, path) if not each.startswith("Email")]
    assert [each.split(" Ada Sample,")[0] for each in told[1:]] == [
        "Gave the request to Ada Sample",
        "Closed the request: It is spam",
        "Opened the request again",
    ]
