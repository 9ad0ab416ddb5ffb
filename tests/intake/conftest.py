import pytest

from tests.intake.filling import ABOUT, post
from tests.pages import CheckedClient


@pytest.fixture
def begun(client: CheckedClient) -> CheckedClient:
    assert post(client, "about-you", ABOUT).status_code == 303
    return client
