"""An administrator changes how long what is kept, and sees first what that would delete."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
import pytest
import time_machine
from werkzeug.test import TestResponse

from clinic.core.audit import Actor
from clinic.insights.queries import RECENT
from clinic.intake import drafts
from clinic.privacy.periods import DEFAULTS, PERIODS, Periods, change_periods
from clinic.retention import services
from clinic.retention.forms import LEAST_MONTHS
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.pages import Page
from tests.retention.past import NOW, Past, at
from tests.staff.person import Person
from tests.treatments.test_reviews import statements
from tests.world import World

KEEPING = "/staff/settings/keeping/"


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, role=Role.administrator)
    person.sign_in()
    return person


def filled_in(person: Person) -> dict[str, str]:
    fields = person.client.page(KEEPING).all("input")
    return {field["name"]: field.get("value", "") for field in fields if "name" in field}


def save(person: Person, form: Mapping[str, str] | None = None, press: str = "save", **changes: str) -> TestResponse:
    return person.client.post(KEEPING, data={**(form or filled_in(person)), "press": press, **changes})


def holds(world: World) -> Periods:
    with world.context():
        return PERIODS.newest().value


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_only_an_administrator_sees_and_changes_the_periods(world: World, role: Role) -> None:
    person = Person(world, role=role)
    person.sign_in()
    assert person.client.get(KEEPING).status_code == 403
    assert "How long we keep what" not in person.client.page("/staff/settings/").words
    with world.context(), pytest.raises(NotYours):
        change_periods(DEFAULTS, 0, Actor.staff(person.account.id))


def test_what_is_saved_holds_and_is_told_with_who_changed_it(world: World, lead: Person) -> None:
    assert save(lead, enquiry_months="3").status_code == 303
    assert holds(world) == Periods(draft_days=14, enquiry_months=3, patient_years=8, most_percent=10)
    assert "Requests without a consultation: before 6 months, now 3 months" in lead.client.page(KEEPING).words
    told = " ".join(lead.client.page("/staff/settings/audit/").words.split())
    assert "changed how long what is kept" in told


@pytest.mark.parametrize("given", ["0", "", "some", "1000"])
def test_periods_out_of_their_bounds_are_refused(world: World, lead: Person, given: str) -> None:
    answer = save(lead, dict.fromkeys(msgspec.structs.asdict(DEFAULTS), given), seen="0")
    words = Page(answer.text).words
    assert answer.status_code == 422
    for limits in ("days from 1 to 90", "months from 3 to 60", "years from 1 to 40", "a hundred from 1 to 100"):
        assert limits in words
    assert holds(world) == DEFAULTS


def test_two_who_save_at_once_get_one_winner_and_one_clear_page(world: World, lead: Person) -> None:
    opened = filled_in(lead)
    save(lead, opened, enquiry_months="3")
    answer = save(lead, opened, enquiry_months="9")
    assert answer.status_code == 409
    assert "Somebody has saved this page since you opened it" in Page(answer.text).words
    assert holds(world).enquiry_months == 3


def test_the_page_says_what_periods_would_delete_before_they_are_saved(world: World, lead: Person) -> None:
    past = Past.of(world)
    for day in range(1, services.ALWAYS + 2):
        past.closed(at(2036, 1, day))
    with time_machine.travel(NOW):
        lead.sign_in()
        assert "Nothing." in Page(save(lead, press="preview").text).words
        few = Page(save(lead, press="preview", enquiry_months="4", most_percent="100").text)
        many = Page(save(lead, press="preview", enquiry_months="4").text)
    assert "11 requests without a consultation" in few.words
    assert "That is more than 10, the most that may go at once" in many.words
    assert holds(world) == DEFAULTS


def test_the_page_tells_of_the_last_nights(world: World, lead: Person) -> None:
    past = Past.of(world)
    past.closed(at(2035, 1))
    with time_machine.travel(NOW), world.context():
        services.retain()
        lead.sign_in()
        assert "1 request without a consultation and 0 requests with one deleted" in lead.client.page(KEEPING).words


def test_the_page_asks_the_same_number_of_questions_however_much_is_due(world: World, lead: Person) -> None:
    past = Past.of(world)
    form = filled_in(lead)
    save(lead, form, press="preview")
    with statements(world) as none:
        save(lead, form, press="preview")
    for _ in range(3):
        past.closed(at(2020, 1))
    with statements(world) as three:
        assert "3 requests without a consultation" in Page(save(lead, form, press="preview").text).words
    assert len(none) == len(three)


def test_a_form_that_is_begun_is_kept_for_as_long_as_the_clinic_says(world: World, lead: Person) -> None:
    with world.context():
        before, _ = drafts.start_draft({})
    save(lead, draft_days="5")
    with world.context():
        after, _ = drafts.start_draft({})
    assert after.expires_at - after.created_at < timedelta(days=5, minutes=1)
    assert before.expires_at - before.created_at > timedelta(days=13)


def test_no_request_goes_while_the_figures_of_its_day_are_still_counted() -> None:
    assert timedelta(days=RECENT) < timedelta(days=28 * LEAST_MONTHS)
