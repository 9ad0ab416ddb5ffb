"""Forms that change something are sent from our pages only, and an expired one comes back."""

from typing import Any

import pytest

from tests.pages import Page
from tests.staff.person import PASSWORD, SIGN_IN, Person, send
from tests.world import World

FORMS = [
    ("/staff/password/", {"password": PASSWORD, "new_password": "a b c d e f g h", "new_password_confirm": "a b c"}),
    ("/staff/second-factor/", {"setup": "authenticator"}),
    ("/staff/recovery-codes/", {}),
    ("/staff/confirm-password/", {"password": PASSWORD}),
]


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_a_form_without_its_token_changes_nothing(ada: Person, path: str, fields: dict[str, str]) -> None:
    ada.sign_in()
    before = ada.account

    answer = ada.client.post(path, data=fields)

    assert answer.headers["Location"].rstrip("?") == path
    after = ada.account
    assert (before.password, before.sealed_totp_secret) == (after.password, after.sealed_totp_secret)
    assert before.mf_recovery_codes == after.mf_recovery_codes
    assert "open for too long" in ada.client.get("/staff/account/").text


def test_an_expired_sign_in_form_comes_back_filled_in(ada: Person, world: World) -> None:
    page = ada.client.page(SIGN_IN)
    forgetful = world.client()

    again = send(forgetful, SIGN_IN, page, email=ada.email, password=PASSWORD)

    assert again.status_code == 422
    form = Page(again.text)
    assert form.title.startswith("Error:")
    assert form.field("email")["value"] == ada.email
    assert "value" not in form.field("password") or not form.field("password")["value"]
    signed_in = send(forgetful, SIGN_IN, form, email=ada.email, password=PASSWORD)
    assert signed_in.headers["Location"] == "/staff/"


def test_signing_in_from_another_site_is_refused(ada: Person) -> None:
    page = ada.client.page(SIGN_IN)

    answer = ada.client.post(
        SIGN_IN,
        data={**page.values(), "email": ada.email, "password": PASSWORD},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 403


def test_a_wrong_password_says_so_in_the_title_and_keeps_the_address(ada: Person) -> None:
    page = Page(ada.sign_in("not her password").text)

    assert page.title.startswith("Error:")
    assert page.field("email")["value"] == ada.email


def test_one_s_own_password_can_be_changed_and_ends_the_other_sessions(ada: Person, world: World) -> None:
    elsewhere = world.client()
    ada.sign_in(client=elsewhere)
    ada.sign_in()
    new = "lantern biscuit harbour moss"

    answer = send(ada.client, "/staff/password/", password=PASSWORD, new_password=new, new_password_confirm=new)

    assert answer.status_code == 302
    assert ada.is_signed_in()
    assert not ada.is_signed_in(elsewhere)
    assert ada.sign_in(client=world.client()).status_code == 422
    assert ada.sign_in(new, client=world.client()).status_code == 302


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"password": "not hers"}, "That is not your password."),
        ({"new_password_confirm": "something else"}, "The two new passwords are not the same."),
        ({"new_password": "password1234", "new_password_confirm": "password1234"}, "easy to guess"),
        ({"new_password": "short", "new_password_confirm": "short"}, "Use at least 12 characters."),
    ],
)
def test_a_bad_change_of_password_says_what_to_do(ada: Person, fields: dict[str, str], says: str) -> None:
    ada.sign_in()
    good: dict[str, Any] = {
        "password": PASSWORD,
        "new_password": "lantern biscuit harbour",
        "new_password_confirm": "lantern biscuit harbour",
    }

    answer = send(ada.client, "/staff/password/", **{**good, **fields})

    assert answer.status_code == 422
    assert says in answer.text


def test_the_account_page_says_who_one_is(ada: Person) -> None:
    ada.sign_in()

    page = ada.client.page("/staff/account/")

    assert ada.email in page.words
    assert "Receptionist" in page.words
