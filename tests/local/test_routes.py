from pathlib import Path

import pytest
from flask.testing import FlaskClient

from clinic import create_app
from clinic.local import routes
from config import Settings
from tests.local.letters import letter
from tests.pages import CheckedClient

NAME = "20260101T101010.000001Z-0badcafe"


@pytest.fixture
def client(environment: dict[str, str], tmp_path: Path) -> FlaskClient:
    app = create_app(Settings.from_environ({**environment, "CLINIC_INSTANCE": str(tmp_path)}))
    app.register_blueprint(routes.blueprint)
    app.test_client_class = CheckedClient
    return app.test_client()


@pytest.fixture
def caught(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / f"{NAME}.eml").write_bytes(letter("Your request").as_bytes())


def test_before_the_first_email_the_mailbox_says_so(client: FlaskClient) -> None:
    assert "Nothing yet" in client.get("/local/mail/").text


@pytest.mark.usefixtures("caught")
def test_the_mailbox_lists_each_email_and_shows_its_parts(client: FlaskClient) -> None:
    assert f'href="/local/mail/{NAME}/"' in client.get("/local/mail/").text
    page = client.get(f"/local/mail/{NAME}/").text
    assert "Plain words, ü." in page
    assert f'src="/local/mail/{NAME}/html"' in page


@pytest.mark.usefixtures("caught")
def test_the_frame_runs_nothing_and_its_links_open_outside(client: FlaskClient) -> None:
    frame = client.open(f"/local/mail/{NAME}/html")
    assert frame.headers["Content-Security-Policy"].startswith("sandbox allow-popups ")
    assert '<base target="_blank">' in frame.text


@pytest.mark.usefixtures("caught")
def test_the_source_is_plain_text(client: FlaskClient) -> None:
    source = client.open(f"/local/mail/{NAME}/source")
    assert source.mimetype == "text/plain"
    assert source.text.startswith("Subject: Your request")


def test_an_unknown_email_is_not_found(client: FlaskClient) -> None:
    assert client.get("/local/mail/secret/").status_code == 404
