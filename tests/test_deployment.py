"""What the files for the operator say is so in the code: settings, commands, addresses, limits."""

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from flask import Flask

from clinic.core.configuration import LARGEST_REQUEST
from clinic.core.metrics import measurements
from clinic.photos.routes.sending import LARGEST_SET
from config import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
UNITS = sorted(DEPLOY.glob("*.service"))
FILES = [*UNITS, ROOT / "compose.yaml", ROOT / "Dockerfile"]
NGINX = (DEPLOY / "nginx.conf").read_text()
OTHERS = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"}
"""What PostgreSQL's own image wants."""
VENV = "/opt/clinic/.venv/bin"

fields = {field.name.upper(): field for field in dataclasses.fields(Settings)}


def name(path: Path) -> str:
    return path.name


def test_every_setting_in_the_example_exists_and_none_that_is_required_is_missing() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "environment.example").read_text(), re.MULTILINE))
    assert named <= set(fields)
    assert {name for name, field in fields.items() if field.metadata["default"] is None} <= named


@pytest.mark.parametrize("path", [*DOCUMENTS, *FILES], ids=name)
def test_every_setting_that_is_given_a_value_exists(path: Path) -> None:
    named = set(re.findall(r"\b([A-Z]+_[A-Z_]+)=\S", path.read_text()))
    assert named - {"PYTHONUNBUFFERED"} <= set(fields) | OTHERS


@pytest.mark.parametrize("path", [*DOCUMENTS, *FILES], ids=name)
def test_every_command_that_is_named_exists(app: Flask, path: Path) -> None:
    text = re.sub(r"flask, --app, wsgi, ([\w, ]+)", lambda found: f"flask --app wsgi {found[1]}", path.read_text())
    for words in re.findall(r"flask --app wsgi ([a-z ,-]+)", text.replace("`", "\n")):
        command: click.Command | None = app.cli
        for word in re.split(r"[ ,]+", words.strip()):
            if not isinstance(command, click.Group):
                break
            command = command.get_command(click.Context(command), word)
            assert command is not None, words


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_started_that_the_packages_do_not_bring(path: Path) -> None:
    started = re.findall(rf"{VENV}/(\w+)", path.read_text()) or ["granian"]
    assert set(started) <= {"granian", "celery", "flask"}


@pytest.mark.parametrize("path", UNITS, ids=name)
def test_a_unit_runs_as_nobody_of_importance_and_writes_only_where_it_must(path: Path) -> None:
    unit = path.read_text()
    for line in ("User=clinic", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "UMask=0077"):
        assert f"\n{line}\n" in unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for path in [*UNITS, *DEPLOY.glob("*.timer")]:
        (tmp_path / path.name).write_text(re.sub(rf"{VENV}/\w+", "/bin/true", path.read_text()))
    units = [str(path).replace("@.", "@8001.") for path in sorted(tmp_path.iterdir())]
    looked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in looked.stderr.splitlines() if "clinic-" in line]
    assert ours == []


def test_the_proxy_takes_in_what_the_application_takes_and_no_more() -> None:
    sizes = {int(size) * 1024 * 1024 for size in re.findall(r"client_max_body_size (\d+)m;", NGINX)}
    assert sizes == {LARGEST_REQUEST, LARGEST_SET}


def test_the_addresses_in_the_proxy_are_the_applications(app: Flask) -> None:
    addresses = re.findall(r"location = (\S+)", NGINX)
    assert {"/my/photos/", "/consultation/photos/", "/metrics", "/health/ready"} == set(addresses)
    adapter = app.url_map.bind("clinic.example.org")
    assert all(adapter.match(address) for address in addresses)


def test_the_proxy_logs_no_query_and_no_address_that_is_a_key(app: Flask) -> None:
    [logged] = re.findall(r"log_format clinic '(.+)';", NGINX)
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_referer|http_\w+)\b", logged)
    [hidden] = re.findall(r'"~(\^/\(\?<page>.+?)"', NGINX)
    pattern = re.compile(hidden.replace("?<page>", "?P<page>"))
    keys = [rule.rule for rule in app.url_map.iter_rules() if re.search(r"<(token|secret)>", rule.rule)]
    assert keys
    assert [rule for rule in keys if not pattern.match(rule)] == []


def test_the_proxy_sets_anew_where_a_request_came_from() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX


@pytest.mark.parametrize("path", FILES, ids=name)
def test_requests_are_taken_in_whole_before_the_application_hears_of_them(path: Path) -> None:
    assert "proxy_request_buffering on;" in NGINX
    assert not re.search(r"--host 0\.0\.0\.0", path.read_text()) or path.name == "Dockerfile"


def test_the_image_is_built_by_hash_and_runs_as_nobody() -> None:
    lines = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes --requirement /requirements.txt" in lines
    assert re.search(r"^USER 10001$", lines, re.MULTILINE)
    assert "HEALTHCHECK" in lines
    copied = {
        source for sources in re.findall(r"^COPY (?!--)(.+) \S+$", lines, re.MULTILINE) for source in sources.split()
    }
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed
    assert all((ROOT / source).exists() for source in copied)


def test_no_container_gets_more_than_it_needs() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    ours = {name: each for name, each in services.items() if each.get("image") == "clinic"}
    assert set(ours) == {"migrations", "web", "worker", "beat", "backup"}
    for each in ours.values():
        assert each["read_only"]
        assert each["cap_drop"] == ["ALL"]
    assert all("clinic.env" not in str(each) for name, each in services.items() if name not in ours)
    assert all(port.startswith("127.0.0.1:") for each in services.values() for port in each.get("ports", []))


def test_every_metric_that_is_to_be_watched_is_measured(app: Flask) -> None:
    named = set(re.findall(r"`(clinic_[a-z_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert named - {"clinic_application"} == {*measurements, "clinic_database_up", "clinic_request_seconds"}


def test_every_task_that_deletes_is_named_where_it_is_said_what_is_deleted(app: Flask) -> None:
    told = (ROOT / "docs" / "operations.md").read_text()
    deleting = {task for task in app.extensions["celery"].tasks if re.search(r"purge|retain", task)}
    assert deleting
    assert all(f"`{task}`" in told for task in deleting)
