from datetime import timedelta

import time_machine

from clinic.core.clock import utcnow
from clinic.staff.sessions import IDLE, LONGEST
from tests.staff.person import Person

MOMENT = timedelta(seconds=5)


def test_a_session_that_is_left_alone_ends(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        clock.shift(IDLE - MOMENT)
        assert ada.is_signed_in()

        clock.shift(IDLE + MOMENT)
        assert not ada.is_signed_in()


def test_a_session_in_use_ends_after_a_day_s_work(ada: Person) -> None:
    with time_machine.travel(utcnow(), tick=True) as clock:
        ada.sign_in()
        for _ in range(int(LONGEST / IDLE)):
            assert ada.is_signed_in()
            clock.shift(IDLE - MOMENT)
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
