"""How often one may ask, and that nobody loses a word over it."""

from dataclasses import replace

import pytest

from tests.intake.filling import ABOUT, SAFE, post
from tests.pages import CheckedClient, Page
from tests.world import World


def few_drafts(world: World, monkeypatch: pytest.MonkeyPatch, **limits: str) -> None:
    few = replace(world.app.extensions["settings"], **limits)
    monkeypatch.setitem(world.app.extensions, "settings", few)


def test_a_link_is_emailed_once_while_it_is_on_its_way(world: World, begun: CheckedClient) -> None:
    for _ in range(5):
        hidden = begun.page("/consultation/save/").values()
        begun.post("/consultation/save/", data={**hidden, "email": "patient@example.com"})
    world.send_mail()
    assert len(world.sink.mails) == 1


@pytest.mark.parametrize("address", ["/consultation/save/", "/consultation/about-you/"])
def test_too_many_links_or_drafts_are_refused_and_the_words_kept(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    few = replace(world.app.extensions["settings"], draft_limit_per_address="2 per hour")
    monkeypatch.setitem(world.app.extensions, "settings", few)
    for _ in range(2):
        assert post(client, "about-you", ABOUT).status_code == 303
        if "save" in address:
            hidden = client.page(address).values()
            client.post(address, data={**hidden, "email": "patient@example.com"})
        else:
            client.delete_cookie("draft")
    hidden = client.page(address).values()
    answer = client.post(address, data={**hidden, **ABOUT, "email": "patient@example.com"})
    page = Page(answer.text)
    assert answer.status_code == 429
    kept = ("email", "patient@example.com") if "save" in address else ("name", "Sample Patient")
    assert page.field(kept[0])["value"] == kept[1]


def test_who_has_begun_goes_on_when_others_have_used_up_the_limit(
    world: World, begun: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_drafts(world, monkeypatch, draft_limit_per_address="1 per hour")
    assert post(world.client(), "about-you", ABOUT).status_code == 303
    assert post(world.client(), "about-you", ABOUT).status_code == 429
    assert post(begun, "safety", SAFE).status_code == 303


def test_additions_begun_are_limited_too(world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    few_drafts(world, monkeypatch, draft_limit_per_address="2 per hour")
    client.post("/consultation/quick/", data=world.quick_form(client))
    codes = []
    for _ in range(3):
        codes.append(client.post("/consultation/more/", data=client.page("/consultation/sent/").values()).status_code)
        client.delete_cookie("draft")
    assert codes == [303, 303, 429]


def test_other_words_over_the_limit_are_not_called_sent(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_drafts(world, monkeypatch, intake_limit_per_address="1 per hour")
    client.post("/consultation/quick/", data=world.quick_form(client))
    same = world.quick_form(client)
    assert client.post("/consultation/quick/", data=same).status_code == 303
    answer = client.post("/consultation/quick/", data={**same, "message": "Other words."})
    assert answer.status_code == 429
    assert "Other words." in answer.text


def test_spellings_of_one_address_count_together(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_drafts(world, monkeypatch, intake_limit_per_email="1 per hour")
    first = world.quick_form(client, email="patient@example.com")
    assert client.post("/consultation/quick/", data=first).status_code == 303
    other = world.client()
    second = world.quick_form(other, email="PATIENT@EXAMPLE.com")
    assert other.post("/consultation/quick/", data=second).status_code == 429
