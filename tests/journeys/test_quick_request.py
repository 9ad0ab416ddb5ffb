from tests.pages import Page
from tests.world import DESK, PATIENT_EMAIL, World


def test_a_short_request_is_stored_and_everybody_is_told(world: World) -> None:
    client = world.client()
    answer = client.post("/consultation/quick/", data=world.quick_form(client))
    assert answer.status_code == 303, Page(answer.text).words
    sent = client.page(answer.headers["Location"])
    assert sent.heading == "Your request is with us"
    world.send_mail()
    assert [mail["Subject"] for mail in world.sink.to(PATIENT_EMAIL)]
    assert [mail["Subject"] for mail in world.sink.to(DESK)]
