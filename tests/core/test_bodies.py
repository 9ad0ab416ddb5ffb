from io import BytesIO

import pytest
from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.pages import CheckedClient
from tests.world import World


def test_a_file_that_is_sent_stays_in_memory_however_large_it_is(world: World) -> None:
    boundary, body = encode_multipart({"a": FileStorage(BytesIO(bytes(900_000)), "a.jpg")})
    kind = f"multipart/form-data; boundary={boundary}"
    with world.app.test_request_context("/", method="POST", data=body, content_type=kind):
        assert isinstance(request.files["a"].stream, BytesIO)
        assert len(request.files["a"].read()) == 900_000


NAMELESS = b"--x\r\nContent-Disposition: form-data\r\n\r\nwords\r\n"
A_FILE = b'--x\r\nContent-Disposition: form-data; filename="a.jpg"\r\n\r\nwords\r\n'
NAMED = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nsomebody@example.com\r\n'


@pytest.mark.parametrize("address", ["/staff/sign-in/", "/consultation/quick/", "/my/link/"])
def test_what_comes_without_a_name_is_left_out_and_the_rest_is_read(client: CheckedClient, address: str) -> None:
    body = NAMELESS + A_FILE + NAMED + b"--x--\r\n"
    answer = client.post(address, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "somebody@example.com" in answer.text
