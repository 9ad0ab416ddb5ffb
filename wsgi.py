"""The web application, for a WSGI server: `granian --interface wsgi wsgi:app`."""

from clinic import create_app

app = create_app()
