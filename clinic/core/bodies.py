"""What people send stays in memory: nothing of it may lie unencrypted on a disk, not even for a moment."""

from io import BytesIO
from typing import IO

import flask


class Request(flask.Request):
    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Give what a file is read into; werkzeug would put a large one into a file. A body's size is limited."""
        return BytesIO()
