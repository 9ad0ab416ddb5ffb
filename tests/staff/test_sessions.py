import logging
import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from clinic.core.audit import AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.staff import sessions
from clinic.staff.models import StaffSession, StaffUser
from clinic.staff.sessions import IDLE, KEPT, LONGEST, NOTED_EACH
from tests.core.board import watched
from tests.pages import CheckedClient, Page
from tests.staff.person import PASSWORD, SIGN_IN, Person, send
from tests.world import World

MOMENT = timedelta(seconds=5)
ACCOUNT = "/staff/account/"
END = "/staff/account/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) Version/26.0 Safari/604.1"


def browser(world: World, user_agent: str = IPHONE) -> CheckedClient:
    client = world.client()
    client.environ_base["HTTP_USER_AGENT"] = user_agent
    return client


def elsewhere(person: Person, user_agent: str = IPHONE) -> CheckedClient:
    """Another browser in which this person is signed in."""
    client = browser(person.world, user_agent)
    person.sign_in(client=client)
    return client


def copy_of(person: Person) -> CheckedClient:
    """The browser of somebody who got hold of this person's cookie."""
    cookie, thief = person.client.get_cookie("session"), person.world.client()
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert person.is_signed_in(thief)
    return thief


def sign_out(client: CheckedClient) -> TestResponse:
    return send(client, "/staff/sign-out/", client.page(ACCOUNT))


def end(client: CheckedClient, which: str) -> TestResponse:
    return send(client, END, client.page(ACCOUNT), end=which)


def rows(world: World) -> list[StaffSession]:
    """Give all sessions there were, the oldest first."""
    with world.context():
        return list(db.session.scalars(select(StaffSession).order_by(StaffSession.began_at, StaffSession.id)))


def done(world: World) -> list[str]:
    with world.context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_session_that_is_left_alone_ends(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        clock.shift(IDLE - MOMENT)
        assert ada.is_signed_in()

        clock.shift(IDLE + MOMENT)
        assert not ada.is_signed_in()


def test_a_session_in_use_ends_after_a_day_s_work_though_its_cookie_is_new(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        for _ in range(int(LONGEST / IDLE)):
            assert ada.is_signed_in()
            clock.shift(IDLE - MOMENT)
        with ada.client.session_transaction() as cookie:
            cookie["signed"] = "anew"
        assert ada.is_signed_in()

        clock.shift(IDLE - MOMENT)
        assert not ada.is_signed_in()


def test_one_can_sign_in_again_after_it_ended(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        clock.shift(LONGEST + MOMENT)
        assert not ada.is_signed_in()

        ada.sign_in()
        assert ada.is_signed_in()


def test_the_cookie_ends_with_the_browser_and_is_kept_from_scripts(ada: Person) -> None:
    cookie = ada.sign_in().headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_signing_out_ends_the_session_of_this_browser_only_and_every_copy_of_it(ada: Person) -> None:
    ada.sign_in()
    thief, phone = copy_of(ada), elsewhere(ada)

    sign_out(ada.client)

    assert not ada.is_signed_in()
    assert not ada.is_signed_in(thief)
    assert ada.is_signed_in(phone)


def test_a_copy_cannot_be_brought_back_by_signing_in_again(ada: Person) -> None:
    ada.sign_in()
    thief = copy_of(ada)
    sign_out(ada.client)

    ada.sign_in()

    assert ada.is_signed_in()
    assert not ada.is_signed_in(thief)


def test_the_account_page_lists_where_one_is_signed_in(ada: Person) -> None:
    ada.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    ada.sign_in()
    elsewhere(ada)

    words = " ".join(ada.client.page(ACCOUNT).words.split())

    assert "Firefox on Windows Since" in words
    assert "Safari on iPhone Since" in words
    assert words.count("You are here") == 1


def test_the_only_session_has_no_button_that_ends_it(ada: Person) -> None:
    ada.sign_in()

    assert not [each for each in ada.client.page(ACCOUNT).all("button") if each.get("name") == "end"]


def test_one_ends_a_session_that_was_left_open_elsewhere(ada: Person) -> None:
    phone, desk = elsewhere(ada), elsewhere(ada, FIREFOX)
    ada.sign_in()
    buttons = [each["value"] for each in ada.client.page(ACCOUNT).all("button") if each.get("name") == "end"]
    assert len(buttons) == 3

    assert end(ada.client, str(rows(ada.world)[0].id)).status_code == 303

    assert [ada.is_signed_in(client) for client in (phone, desk, ada.client)] == [False, True, True]
    assert "That session had ended already." in after(end(ada.client, str(rows(ada.world)[0].id)), ada)
    assert done(ada.world).count("ended_session") == 1


def test_one_ends_all_sessions_but_this(ada: Person) -> None:
    phone, desk = elsewhere(ada), elsewhere(ada, FIREFOX)
    ada.sign_in()

    assert "signed out everywhere else" in after(end(ada.client, "others"), ada)

    assert [ada.is_signed_in(client) for client in (phone, desk, ada.client)] == [False, False, True]
    assert [each.ended_at is None for each in rows(ada.world)] == [False, False, True]
    assert "ended_other_sessions" in done(ada.world)


def after(answer: TestResponse, person: Person) -> str:
    return person.client.page(answer.headers["Location"]).words


def test_nobody_ends_the_session_of_another(ada: Person, world: World) -> None:
    ben = Person(world, "ben@clinic.example.org")
    ben.sign_in()
    ada.sign_in()

    end(ada.client, str(rows(world)[0].id))

    assert ben.is_signed_in()
    assert str(rows(world)[0].id) not in ada.client.get(ACCOUNT).text


@pytest.mark.parametrize("which", ["", "nonsense", str(uuid.UUID(int=7))])
def test_a_session_that_nobody_has_cannot_be_ended(ada: Person, which: str) -> None:
    ada.sign_in()

    assert "had ended already" in after(end(ada.client, which), ada)
    assert ada.is_signed_in()


def test_sessions_are_ended_from_our_page_only(ada: Person) -> None:
    phone = elsewhere(ada)
    ada.sign_in()

    answer = ada.client.post(END, data={"end": "others"})

    assert "open for too long" in after(answer, ada)
    assert ada.is_signed_in(phone)


def test_a_new_password_ends_the_others_rows_and_keeps_the_one_session(ada: Person) -> None:
    elsewhere(ada)
    ada.sign_in()
    new = "lantern biscuit harbour moss"

    send(ada.client, "/staff/password/", password=PASSWORD, new_password=new, new_password_confirm=new)

    assert ada.is_signed_in()
    assert [each.ended_at is None for each in rows(ada.world)] == [False, True]
    assert done(ada.world).count("signed_in") == 2


def test_a_new_phone_ends_the_others_rows_and_keeps_the_one_session(ada: Person) -> None:
    elsewhere(ada)
    ada.sign_in()

    ada.set_up_phone()
    ada.recovery_codes()

    assert ada.is_signed_in()
    assert [each.ended_at is None for each in rows(ada.world)] == [False, True]


def test_who_waits_for_the_second_factor_is_sent_away_when_all_others_are_ended(ada: Person) -> None:
    ada.sign_in()
    ada.set_up_phone()
    ada.recovery_codes()
    thief = ada.world.client()
    ada.sign_in(client=thief)
    assert thief.get("/staff/second-factor/code/").status_code == 200

    end(ada.client, "others")

    assert thief.get("/staff/second-factor/code/").headers["Location"] == SIGN_IN


def test_a_sign_in_that_is_under_way_when_all_are_ended_opens_nothing(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the password and the session, every session of the account is ended."""
    begin = sessions.begin

    def begin_too_late(*given: object) -> StaffSession:
        renamed = update(StaffUser).values(fs_uniquifier=uuid.uuid4().hex)
        with transaction() as session:
            session.execute(renamed, execution_options={"synchronize_session": False})
        return begin(*given)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(sessions, "begin", begin_too_late)
    ada.sign_in()

    assert not ada.is_signed_in()


def test_a_page_asks_once_who_it_is_and_notes_the_use_once_a_minute(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        ada.sign_in()
        assert asked(ada) == [1, 0]
        clock.shift(NOTED_EACH)
        assert asked(ada) == [1, 1]
        assert asked(ada) == [1, 0]
    assert rows(ada.world)[0].seen_at - rows(ada.world)[0].began_at == NOTED_EACH


def asked(person: Person) -> list[int]:
    """Count what a page asks of accounts, and what it writes to sessions."""
    with watched() as seen:
        person.client.get("/staff/recovery-codes/")
    of_accounts = [each for each in seen if "FROM staff_user" in each or "JOIN staff_user" in each]
    return [len(of_accounts), len([each for each in seen if each.startswith("UPDATE staff_session")])]


def test_of_two_requests_that_looked_at_once_one_notes_the_use(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        ada.sign_in()
        looked = rows(ada.world)[0]
        clock.shift(NOTED_EACH)
        with ada.world.context():
            sessions.note_use(looked)
        noted_at = utcnow()
        clock.shift(MOMENT)
        with ada.world.context():
            sessions.note_use(looked)
    assert rows(ada.world)[0].seen_at == noted_at


def test_an_account_that_is_closed_by_whatever_means_is_not_signed_in(ada: Person) -> None:
    ada.sign_in()
    with ada.world.context(), transaction() as session:
        session.execute(update(StaffUser).values(active=False))
        assert sessions.live(rows(ada.world)[0].id, ada.account.fs_uniquifier) is None

    assert not ada.is_signed_in()


def test_with_the_database_away_a_page_says_so_and_nobody_is_signed_out(
    ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    ada.sign_in()
    with monkeypatch.context() as patch:
        patch.setattr(sessions, "live", away)
        answer = ada.client.get(ACCOUNT)
        assert answer.status_code == 503
        assert "Set-Cookie" not in answer.headers

    assert ada.is_signed_in()


def away(*_: object) -> None:
    raise OperationalError("", {}, Exception())


def test_a_session_is_deleted_a_month_after_its_last_use_but_for_the_latest(ada: Person, world: World) -> None:
    ben = Person(world, "ben@clinic.example.org")
    with time_machine.travel(utcnow(), tick=False) as clock:
        ben.sign_in()
        elsewhere(ada)
        clock.shift(MOMENT)
        latest = elsewhere(ada)
        clock.shift(KEPT - MOMENT)
        with world.context():
            assert sessions.purge() == 0
        clock.shift(2 * MOMENT)
        with world.context():
            assert sessions.purge() == 1
        clock.shift(KEPT)
        with world.context():
            assert sessions.purge() == 0
        assert not ada.is_signed_in(latest)
    assert len(rows(world)) == 2


def test_what_is_kept_of_a_session_holds_no_network_address(ada: Person) -> None:
    ada.client.environ_base |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "192.0.2.77"}
    ada.sign_in()

    kept = {column.name: getattr(rows(ada.world)[0], column.name) for column in StaffSession.__table__.columns}

    assert kept["device"] == "Firefox on Windows"
    assert not [value for value in kept.values() if "192.0.2" in str(value) or "Mozilla" in str(value)]
    assert Page(ada.client.get(ACCOUNT).text).heading == "Your account"
