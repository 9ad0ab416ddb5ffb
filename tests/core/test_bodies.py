from io import BytesIO

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.world import World


def test_a_file_that_is_sent_stays_in_memory_however_large_it_is(world: World) -> None:
    boundary, body = encode_multipart({"a": FileStorage(BytesIO(bytes(900_000)), "a.jpg")})
    kind = f"multipart/form-data; boundary={boundary}"
    with world.app.test_request_context("/", method="POST", data=body, content_type=kind):
        assert isinstance(request.files["a"].stream, BytesIO)
        assert len(request.files["a"].read()) == 900_000
