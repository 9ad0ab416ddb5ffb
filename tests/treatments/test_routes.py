import pytest

from tests.pages import CheckedClient


@pytest.mark.parametrize("path", ["/", "/privacy/"])
def test_an_information_page_sets_no_cookie_and_anyone_may_keep_it(client: CheckedClient, path: str) -> None:
    response = client.get(path)
    assert response.cache_control.public
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/privacy/"])
def test_an_information_page_is_not_sent_twice(client: CheckedClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert not again.data


@pytest.mark.parametrize("path", ["/", "/privacy/"])
def test_an_information_page_loads_nothing_from_elsewhere(client: CheckedClient, path: str) -> None:
    page = client.page(path)
    loaded = [part.get("src") or part.get("href", "") for part in page.all("img", "script", "link", "iframe")]
    assert all(address.startswith("/") for address in loaded)


@pytest.mark.parametrize("path", ["/", "/privacy/"])
def test_every_link_on_an_information_page_leads_somewhere(client: CheckedClient, path: str) -> None:
    for link in client.page(path).all("a"):
        if link["href"].startswith("/"):
            assert client.get(link["href"]).status_code in {200, 302}


def test_the_home_page_offers_both_forms_and_the_telephone(client: CheckedClient) -> None:
    addresses = {link["href"] for link in client.page("/").all("a")}
    assert {"/consultation/", "/consultation/quick/", "tel:02079460018", "tel:999", "tel:111"} <= addresses
