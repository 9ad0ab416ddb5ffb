"""Promises about the whole code base."""

import ast
import re
import uuid
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from celery import current_app as celery
from flask import Flask
from sqlalchemy import UniqueConstraint

from clinic.core import holdings, personal_data
from clinic.core.db import db
from clinic.core.encryption import Encrypted
from clinic.notifications.composing import composers
from tests.world import World

ROOT = Path(__file__).parent.parent
CODE = [*sorted((ROOT / "clinic").rglob("*.py")), ROOT / "wsgi.py"]
SLICES = {path.name for path in (ROOT / "clinic").iterdir() if (path / "__init__.py").exists()}
PRODUCTION = [path for path in CODE if "local" not in path.parts]

PUBLIC = {
    "after_sending.choose_again",
    "choosing.choose",
    "choosing.times",
    "feed.diary",
    "form_photos.add",
    "form_photos.photos",
    "form_photos.picture",
    "form_photos.remove",
    "health.live",
    "health.ready",
    "intake.arrive",
    "intake.care",
    "intake.check",
    "intake.discard",
    "intake.link",
    "intake.more",
    "intake.my",
    "intake.quick",
    "intake.resume",
    "intake.save",
    "intake.sent",
    "intake.start",
    "intake.step",
    "messages.answer",
    "messages.messages",
    "own_appointment.answer",
    "own_appointment.ask",
    "own_appointment.calendar",
    "own_appointment.cancel",
    "own_appointment.choose",
    "own_appointment.earlier_time",
    "own_appointment.move",
    "own_appointment.stop",
    "joining.join",
    "own_data.ask_for_access",
    "own_data.choose_answer",
    "own_data.complain",
    "own_data.consents",
    "own_data.correct",
    "own_data.data",
    "own_data.erase",
    "own_data.erased",
    "own_data.take",
    "own_data.withdraw",
    "own_photos.add",
    "own_photos.agree",
    "own_photos.photo",
    "own_photos.photos",
    "own_photos.picture",
    "own_photos.remove",
    "privacy.accessibility",
    "privacy.complaints",
    "privacy.notice",
    "static",
    "treatments.changes",
    "treatments.compare",
    "treatments.condition",
    "treatments.conditions",
    "treatments.guide",
    "treatments.guided",
    "treatments.home",
    "treatments.robots",
    "treatments.sitemap",
    "treatments.treatment",
    "treatments.treatments",
}
"""What anyone may fetch. Everything else asks for a sign-in."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def filled_in(rule: str) -> str:
    """Give an address with something in the place of each of its parameters."""
    return re.sub(r"<[^>]+>", "x", re.sub(r"<uuid:[^>]+>", str(uuid.UUID(int=7)), rule))


def test_every_page_needs_a_sign_in_unless_it_is_listed(world: World) -> None:
    client = world.client()
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or rule.endpoint.startswith("security."):
            continue
        path = filled_in(rule.rule)
        answer = client.get(path) if "GET" in (rule.methods or ()) else client.post(path)
        assert answer.status_code in {302, 403}, f"{rule.endpoint} answers {answer.status_code} to a stranger"


@pytest.mark.parametrize("path", [p for p in CODE if p.name == "tasks.py" and p.parent.name != "core"], ids=name)
def test_a_task_is_named_by_its_slice(path: Path) -> None:
    names = re.findall(r'@shared_task\(name="([^"]+)"', path.read_text())
    assert names
    assert all(task.startswith(f"{path.parent.name}.") for task in names)


def test_every_scheduled_or_enqueued_task_exists(app: Flask) -> None:
    code = "\n".join(path.read_text() for path in CODE)
    wanted = set(re.findall(r'"task": "([^"]+)"', code)) | set(re.findall(r'enqueue\("([^"]+)"', code))
    assert wanted <= set(celery.tasks), wanted - set(celery.tasks)


@pytest.mark.parametrize("path", PRODUCTION, ids=name)
def test_only_core_commits_and_publishes(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    if "core" not in path.parts and path.name != "worker.py":
        assert not calls & {"commit", "rollback", "delay", "apply_async", "send_task"}


@pytest.mark.parametrize("path", PRODUCTION, ids=name)
def test_only_the_configuration_reads_the_environment(path: Path) -> None:
    code = path.read_text()
    if name(path) != "clinic/__init__.py":
        assert "os.environ" not in code
        assert "getenv" not in code


@pytest.mark.parametrize("path", PRODUCTION, ids=name)
def test_only_the_clock_asks_the_time(path: Path) -> None:
    if path.name != "clock.py":
        assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(", path.read_text())


@pytest.mark.parametrize("path", PRODUCTION, ids=name)
def test_no_service_or_query_looks_at_the_request(path: Path) -> None:
    if path.stem in {"services", "queries", "models", "drafts", "tokens", "emails", "tasks"}:
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("flask")
            for alias in node.names
        }
        assert not imported & {"request", "session", "g", "current_user"}


@pytest.mark.parametrize("path", CODE, ids=name)
def test_no_module_is_past_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_every_email_has_three_parts(app: Flask) -> None:
    folders = {folder.name for folder in (ROOT / "templates" / "email").iterdir() if folder.is_dir()}
    kinds = {kind.replace(".", "_") for kind, compose in composers.items() if compose.__module__.startswith("clinic.")}
    assert folders == kinds
    for folder in folders:
        parts = {path.name for path in (ROOT / "templates" / "email" / folder).iterdir()}
        assert parts == {"subject.txt", "body.txt", "body.html"}


def test_every_table_with_a_personal_column_has_an_eraser(app: Flask) -> None:
    personal = {table.name for table in db.metadata.sorted_tables if any(c.info.get("personal") for c in table.columns)}
    assert personal == set(personal_data.erasers)


def test_every_table_with_a_personal_column_is_told_to_the_person(app: Flask) -> None:
    assert set(personal_data.erasers) <= holdings.tables_told()


def test_nothing_personal_stands_in_a_unique_index(app: Flask) -> None:
    for table in db.metadata.sorted_tables:
        personal = {column.name for column in table.columns if column.info.get("personal")}
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert not personal & {column.name for column in constraint.columns}
        assert not personal & {column.name for column in table.columns if column.unique}


def test_every_sealed_column_can_be_rotated(app: Flask) -> None:
    known = {(owner.__tablename__, column) for owner, column in Encrypted.columns}
    sealed = {(t.name, c.name) for t in db.metadata.sorted_tables for c in t.columns if "sealed" in c.name}
    assert sealed == known


def test_there_is_one_head_of_the_migrations_and_no_drift(world: World) -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1
    with world.context():
        context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_slice_is_in_the_contract_of_directions() -> None:
    contract = (ROOT / "pyproject.toml").read_text()
    for room in SLICES:
        assert re.search(rf'"[^"]*\b{room}\b[^"]*"', contract), f"{room} has no place in the layers"


SCRIPT = r'<script(?![^>]*src=)(?! type="application/ld\+json")'
"""A script in the page itself. What is told to search engines is data, which no browser runs."""


@pytest.mark.parametrize("pattern", [r'style="', r"<style", SCRIPT, r"\son\w+="])
def test_no_page_has_inline_style_or_script(pattern: str) -> None:
    pages = [p for p in (ROOT / "templates").rglob("*.html") if "email" not in p.parts]
    assert [name(page) for page in pages if re.search(pattern, page.read_text())] == []
