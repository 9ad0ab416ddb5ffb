"""The web application of `make run`: the clinic, and the pages with its caught mail."""

from clinic import create_app
from clinic.local import routes

app = create_app()
app.register_blueprint(routes.blueprint)
