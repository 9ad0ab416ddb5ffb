from tests.pages import CheckedClient


def test_the_notice_says_when_an_unfinished_form_is_deleted(client: CheckedClient) -> None:
    assert "deleted after 14 days" in client.page("/privacy/").words


def test_the_notice_names_where_to_complain(client: CheckedClient) -> None:
    page = client.page("/privacy/")
    addresses = [link["href"] for link in page.all("a")]
    assert "mailto:desk@clinic.example.org" in addresses
    assert "https://ico.org.uk/make-a-complaint/" in addresses
    assert "within 30 days" in page.words
