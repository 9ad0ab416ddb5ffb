"""The command that fills a clinic of this machine, as somebody would type it."""

from pathlib import Path

import psycopg

from clinic.local import account
from clinic.local.valkey import free_port
from tests.local.running import Clinic, command
from tests.local.test_supervisor import database_of

UNCOUNTED = """
SELECT submitted_at FROM intake
WHERE (submitted_at AT TIME ZONE 'Europe/London')::date NOT IN (SELECT day FROM insights_day)
"""


def said(folder: Path, *words: str) -> tuple[int, str]:
    process = command("seed", folder, free_port(), *words)
    output, _ = process.communicate(timeout=240)
    return process.returncode, output


def test_a_clinic_is_filled_while_it_does_not_run_and_has_its_requests_afterwards(tmp_path: Path) -> None:
    try:
        code, output = said(tmp_path, "60")
        assert code == 0, output
        assert "60 requests were added" in output
        assert "The insights were counted" in output
        with Clinic(tmp_path) as clinic:
            code, output = said(tmp_path)
            assert code == 1
            assert "already runs" in output
            with psycopg.connect(database_of(clinic)) as connection:
                assert connection.execute("SELECT count(*) FROM intake").fetchone() == (60,)
                assert connection.execute(UNCOUNTED).fetchall() == []
    finally:
        account.remove_folder(tmp_path / "postgres")


def test_words_that_are_no_number_are_not_understood(tmp_path: Path) -> None:
    code, output = said(tmp_path, "many")
    assert code == 2
    assert "seed [requests]" in output
