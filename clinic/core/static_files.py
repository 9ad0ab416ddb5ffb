"""Style sheets, scripts and pictures: read once, at the start, and addressed by their bytes, so kept for good.

Pages of one process and the files it answers with are always of one making: a file that changes on disk shows after a
restart, as a changed template does.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

from clinic.core.shelf import keep

FOR_GOOD = 365 * 24 * 60 * 60
FOR_NOW = 60
"""Seconds for an address whose fingerprint is not ours: during a change of versions another process may know better."""


@dataclass(frozen=True)
class StaticFile:
    body: bytes
    mimetype: str
    fingerprint: str

    @classmethod
    def read(cls, path: Path) -> "StaticFile":
        body = path.read_bytes()
        mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return cls(body, mimetype, hashlib.sha256(body).hexdigest()[:12])

    def response(self, is_asked_for_exactly: bool) -> Response:
        response = Response(self.body, mimetype=self.mimetype)
        response.cache_control.public = True
        response.cache_control.max_age = FOR_GOOD if is_asked_for_exactly else FOR_NOW
        response.cache_control.immutable = is_asked_for_exactly
        return keep(response, {"v": {self.fingerprint}})


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    files = {path.relative_to(folder).as_posix(): StaticFile.read(path) for path in folder.rglob("*") if path.is_file()}

    def static(filename: str) -> Response:
        file = files.get(filename) or abort(404)
        return file.response(request.args.get("v") == file.fingerprint)

    @app.url_defaults
    def add_fingerprint(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (file := files.get(values["filename"])):
            values.setdefault("v", file.fingerprint)

    app.view_functions["static"] = static
