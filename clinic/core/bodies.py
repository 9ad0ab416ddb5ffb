"""What people send stays in memory: nothing of it may lie unencrypted on a disk, not even for a moment.

And all of it has a name.
"""

from io import BytesIO
from typing import IO

import flask
from werkzeug.datastructures import ImmutableMultiDict


class Request(flask.Request):
    def _load_form_data(self) -> None:
        """Leave out what comes without a name, which no browser sends: whatever reads a form goes by names."""
        super()._load_form_data()
        held = self.__dict__
        for kind in ("form", "files"):
            if None in held[kind]:
                named = [(name, value) for name, value in held[kind].items(multi=True) if name is not None]
                held[kind] = ImmutableMultiDict(named)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Give what a file is read into; werkzeug would put a large one into a file. A body's size is limited."""
        return BytesIO()
