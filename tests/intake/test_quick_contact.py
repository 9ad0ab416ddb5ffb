"""The short form with no way to reach somebody."""

from tests.pages import CheckedClient, Page


def test_no_contact_at_all_is_one_error(client: CheckedClient) -> None:
    words = Page(client.post("/consultation/quick/", data={}).text).words
    assert "Enter an email address or a telephone number" in words
    assert "or give a telephone number and choose" not in words
    assert "or give an email address and choose" not in words
