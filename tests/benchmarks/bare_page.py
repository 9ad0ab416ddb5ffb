"""The baseline of an information page: bare Flask views of the same bytes, packed and not, and of nothing new."""

import os
from pathlib import Path

from flask import Flask

app = Flask(__name__)
FOLDER = Path(os.environ["BARE_PAGE"])
PLAIN, BROTLI = (FOLDER / "plain").read_bytes(), (FOLDER / "br").read_bytes()


@app.get("/plain")
def plain() -> bytes:
    return PLAIN


@app.get("/br")
def br() -> tuple[bytes, dict[str, str]]:
    return BROTLI, {"Content-Encoding": "br"}


@app.get("/unchanged")
def unchanged() -> tuple[str, int]:
    return "", 304
