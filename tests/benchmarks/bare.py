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


@app.get("/newest")
def newest() -> str:
    row = db.session.execute(db.select(Note.words).order_by(Note.id.desc()).limit(1)).first()
    return row[0] if row else ""


@app.post("/")
def note() -> tuple[str, int]:
    db.session.add(Note(words=request.form["words"]))
    db.session.commit()
    return "", 201
