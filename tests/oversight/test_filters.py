"""What an administrator looks for in the audit trail is found, and no way to ask for it is an error."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from clinic.core.audit import SYSTEM, Actor
from clinic.core.db import db
from clinic.core.deeds import sentences
from clinic.notifications.models import Notification
from clinic.triage import decisions
from tests.oversight.looking import AUDIT, done, looked_up, shown
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World


def test_the_trail_is_filtered_by_who(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    ben.client.page(f"/staff/intakes/{asked.reference}/")
    assert [line.split(" (")[0] for line in looked_up(lead, who=f"staff:{ben.account.id}")] == [
        "Ben Sample",
        "Ben Sample signed in",
    ]
    assert looked_up(lead, who="patient") == [f"A patient sent {asked.reference}"]


def test_the_trail_is_filtered_by_what(world: World, lead: Person, ben: Person) -> None:
    asked = world.request()
    for _ in range(2):
        ben.client.page(f"/staff/intakes/{asked.reference}/")
    line = f"Ben Sample (trichologist) read the answers of {asked.reference}"
    assert looked_up(lead, what="intake read") == [line, line]
    assert looked_up(lead, what="intake read", who=f"staff:{lead.account.id}") == []
    words = {option.get("value", ""): option for option in lead.client.page(AUDIT).all("option")}
    assert {" ".join(deed) for deed in sentences} <= set(words)


def test_the_trail_is_filtered_by_request_with_what_was_done_to_its_emails(
    world: World, lead: Person, ben: Person
) -> None:
    asked, other = world.request(), world.request(key="another")
    with world.context():
        decisions.take(asked.id, 0, Actor.staff(ben.account.id, "trichologist"))
        decisions.take(other.id, 0, Actor.staff(ben.account.id, "trichologist"))
        email = db.session.scalars(
            select(Notification.id).where(
                Notification.subject_id == asked.id, Notification.recipient == "patient@example.com"
            )
        ).one()
    done(world, Actor.staff(lead.account.id, "administrator"), "cancelled", "notification", email)
    expected = [
        f"Ada Sample (administrator) cancelled the email “We have received your request” about {asked.reference}",
        f"Ben Sample (trichologist) took {asked.reference}",
        f"A patient sent {asked.reference}",
    ]
    for spelling in (asked.reference, asked.reference.lower().replace("-", " "), asked.reference.removeprefix("HC-")):
        assert looked_up(lead, q=spelling) == expected


@pytest.mark.parametrize("words", ["HC-2222-2222", "nonsense", "Sample Patient", "\x00", "%", "x" * 5000])
def test_what_is_no_reference_finds_nothing_and_says_so(world: World, lead: Person, words: str) -> None:
    world.request()
    page = Page(lead.client.get(AUDIT, query_string={"q": words}).text)
    assert shown(page) == []
    assert "No request has the reference" in page.words


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, [3, 2, 1, 0]),
        ({"since": "2026-03-29"}, [3, 2, 1]),
        ({"until": "2026-03-29"}, [2, 1, 0]),
        ({"since": "2026-03-29", "until": "2026-03-29"}, [2, 1]),
        ({"since": "2026-03-30", "until": "2026-03-28"}, []),
    ],
)
def test_the_trail_is_filtered_by_days_of_the_clinics_clock(
    world: World, lead: Person, days: dict[str, str], expected: list[int]
) -> None:
    moments = ("2026-03-28 23:59", "2026-03-29 00:00", "2026-03-29 22:59", "2026-03-29 23:00")  # clocks go forward
    for number, moment in enumerate(moments):
        done(world, SYSTEM, f"did {number}", "thing", number, datetime.fromisoformat(moment).replace(tzinfo=UTC))
    lines = looked_up(lead, who="system", **{"since": "2026-01-01", "until": "2026-04-30", **days})
    assert [int(line.split(":")[0][-1]) for line in lines] == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["who", "what", "q", "since", "until", "before"]),
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.dates().map(str)
        | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00[+-][0-2][0-9]:[0-5][0-9]~[0-9]{1,25}", fullmatch=True),
    )
)
def test_no_search_is_an_error(world: World, lead: Person, query: dict[str, str]) -> None:
    token = lead.client.page("/staff/account/").values()["csrf_token"]
    assert lead.client.get(AUDIT, query_string=query).status_code == 200
    taken = lead.client.post(f"{AUDIT}export/", query_string=query, data={"csrf_token": token})
    assert taken.status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "yesterday"])
def test_a_day_that_is_in_no_calendar_is_not_asked_for(lead: Person, day: str) -> None:
    assert looked_up(lead, since=day, until=day)


def test_what_nobody_did_is_not_found(lead: Person) -> None:
    page = Page(lead.client.get(AUDIT, query_string={"what": "intake forgotten"}).text)
    assert "Nothing like that was done." in page.words


def test_what_was_looked_for_stays_in_the_form(lead: Person) -> None:
    page = lead.client.page(f"{AUDIT}?who=patient&q=HC-2222-2222&since=2026-11-01")
    assert page.field("q")["value"] == "HC-2222-2222"
    assert page.field("since")["value"] == "2026-11-01"
    assert any(option["value"] == "patient" and "selected" in option for option in page.all("option"))
