"""The web application, for a WSGI server: `granian --interface wsgi wsgi:app`."""

import gc

from clinic import create_app
from clinic.treatments.library import library

app = create_app()
with app.app_context():
    library()  # refuses to start with content that may not be published, and names each fault
gc.freeze()  # what is made at the start stays: the collector need not look through it again and again
