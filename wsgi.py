"""The web application, for a WSGI server: `granian --interface wsgi wsgi:app`."""

import gc

from clinic import create_app

app = create_app()
gc.freeze()  # what is made at the start stays: the collector need not look through it again and again
