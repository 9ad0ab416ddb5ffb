import logging

import pytest

from tests.staff.person import Person


def test_a_stranger_is_sent_to_sign_in_and_back_again(ada: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    answer = ada.client.get("/staff/account/?tab=1")

    assert answer.headers["Location"] == "/staff/sign-in/?next=/staff/account/?tab%3D1"
    assert "Refused staff.account: nobody is signed in." in caplog.text
    assert ada.sign_in(back="/staff/account/?tab=1").headers["Location"] == "/staff/account/?tab=1"


def test_what_was_sent_is_not_sent_again_after_signing_in(ada: Person) -> None:
    answer = ada.client.post("/staff/password/")

    assert answer.headers["Location"] == "/staff/sign-in/"


def test_the_sign_in_page_leads_on_somebody_who_is_signed_in(ada: Person) -> None:
    ada.sign_in()

    assert ada.client.get("/staff/sign-in/").headers["Location"] == "/staff/"
