"""The baseline of taking an intake: bare Flask and Flask-SQLAlchemy, one row inserted and committed."""

import os

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")
db = SQLAlchemy(app)


class Note(db.Model):  # type: ignore[name-defined,misc]  # the extension makes its base when it runs
    __tablename__ = "bare_note"

    id = db.Column(db.BigInteger, primary_key=True)
    words = db.Column(db.Text, nullable=False)


@app.post("/")
def note() -> tuple[str, int]:
    db.session.add(Note(words=request.form["words"]))
    db.session.commit()
    return "", 201
