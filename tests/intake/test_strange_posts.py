"""What no page of ours sends."""

from io import BytesIO

import pytest

from tests.intake.filling import ABOUT
from tests.pages import CheckedClient


@pytest.mark.parametrize("address", ["/consultation/quick/", "/consultation/about-you/"])
@pytest.mark.parametrize("broken", ["dob-year", "name", "csrf_token", "key", "message"])
def test_a_file_where_words_belong_is_no_error_of_ours(client: CheckedClient, address: str, broken: str) -> None:
    answer = client.post(address, data={broken: (BytesIO(b"x"), "a.txt")})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("about-you", {**ABOUT, "dob-day": "9" * 20}),
        ("about-you", {**ABOUT, "dob-year": "²"}),
        ("goals", {"impact": "NaN"}),
        ("goals", {"impact": "9" * 400}),
        ("goals", {"impact": "²"}),
    ],
)
def test_numbers_that_are_none_are_no_error_of_ours(client: CheckedClient, slug: str, data: dict[str, str]) -> None:
    assert client.post(f"/consultation/{slug}/", data=data).status_code == 422


@pytest.mark.parametrize("origin", ["http://[", "http://elsewhere.example.org", "http://localhost:81"])
def test_a_post_from_elsewhere_is_turned_back(client: CheckedClient, origin: str) -> None:
    assert client.post("/consultation/quick/", headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("body", ['"x"', "{}", "["])
@pytest.mark.parametrize("address", ["/staff/sign-in/", "/consultation/quick/", "/staff/second-factor/code/"])
def test_what_is_no_form_is_refused(client: CheckedClient, address: str, body: str) -> None:
    answer = client.post(address, data=body, content_type="application/json")
    assert answer.status_code == 415
