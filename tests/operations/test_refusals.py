"""What a backup or restore refuses, before anything is changed, and in which words."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from clinic.core.encryption import Keyring
from clinic.operations import container, restore
from clinic.operations.container import PIECE
from tests.operations.clinic import Clinic

Make = Callable[..., Clinic]
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@pytest.fixture
def file(night: Path, tmp_path: Path) -> Path:
    """Give a copy of the one backup, beside its witness, where `make` looks for it."""
    shutil.copytree(night, tmp_path, dirs_exist_ok=True)
    return tmp_path / "night.backup"


def refused(clinic: Clinic, *words: str) -> str:
    """Give what is said when nothing was done, and see that nothing was."""
    answer = clinic.run(*words)
    assert answer.exit_code == 1, answer.output
    assert clinic.ask(TABLES) == 0
    assert clinic.ask("SHOW default_transaction_read_only") == "off"
    return answer.output


def test_a_file_is_never_written_over(living: Clinic, tmp_path: Path) -> None:
    path = tmp_path / "here.backup"
    path.write_text("something dear")
    answer = living.run("backup", str(path))
    assert answer.exit_code == 1
    assert "is there already and is not written over" in answer.output
    assert path.read_text() == "something dear"


def test_a_living_database_is_never_restored_over(living: Clinic, file: Path) -> None:
    living.request()
    before = living.ask("SELECT reference FROM intake")
    answer = living.run("restore", str(file))
    assert answer.exit_code == 1
    assert "is not empty" in answer.output
    assert "Make an empty database" in answer.output
    assert living.ask("SELECT reference FROM intake") == before


@pytest.mark.parametrize("left", [0.999, 0.5, 0.01])
def test_a_file_that_was_cut_off_is_refused(make: Make, file: Path, left: float) -> None:
    words = file.read_bytes()
    file.write_bytes(words[: int(len(words) * left)])
    assert "was cut off or changed since it was made" in refused(make(), "restore", str(file))


def test_a_file_cut_off_between_two_pieces_is_refused(
    living: Clinic, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "PIECE", 10_000)
    living.request()
    file = living.backed_up(tmp_path / "night.backup")
    words, place = file.read_bytes(), len(container.KIND) + 16
    ends = []
    while place < len(words):
        place += 4 + int.from_bytes(words[place : place + 4], "big")
        ends.append(place)
    assert len(ends) > 4
    file.write_bytes(words[: ends[-2]])
    assert "was cut off" in refused(make(), "restore", str(file))


def test_a_file_with_something_behind_its_end_is_refused(make: Make, file: Path) -> None:
    with file.open("ab") as end:
        end.write(b"\0\0\0\1x")
    assert "was cut off or changed" in refused(make(), "restore", str(file))


def test_a_file_of_which_one_bit_was_changed_is_refused(make: Make, file: Path) -> None:
    words = bytearray(file.read_bytes())
    words[len(words) // 2] ^= 1
    file.write_bytes(words)
    assert "was cut off or changed" in refused(make(), "restore", str(file))


def test_a_file_that_is_something_else_is_refused(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear clinic, this is a letter.")
    assert "is no backup of a clinic" in refused(make(), "restore", str(path))


def test_a_file_made_with_another_key_is_refused(make: Make, file: Path) -> None:
    stranger = make()
    stranger.app.extensions["keyring"] = Keyring((b"k" * 32,))
    assert "a key that is not in DATA_KEYS" in refused(stranger, "restore", str(file))


def test_a_backup_of_a_newer_program_is_refused(make: Make, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = ScriptDirectory.get_revision

    def older(self: ScriptDirectory, id_: str) -> object:
        if id_ == self.get_current_head():
            raise CommandError("unknown")
        return revision(self, id_)

    monkeypatch.setattr(ScriptDirectory, "get_revision", older)
    assert "which this version of the program does not know" in refused(make(), "restore", str(file))


def test_nothing_is_restored_while_somebody_is_in_the_database(make: Make, file: Path) -> None:
    new = make()
    with psycopg.connect(new.url):
        assert "1 other session is in the database. Stop web, worker, beat" in new.run("restore", str(file)).output
    assert new.ask(TABLES) == 0
    assert new.run("restore", str(file)).exit_code == 0


def test_nobody_else_can_write_while_it_is_restored(make: Make, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, tried = make(), []

    def look() -> int:
        with psycopg.connect(new.url) as worker, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            tried.append(worker.execute("SELECT count(*) FROM notification").fetchone())
            worker.execute("UPDATE notification SET state = 'sending'")
        return 0

    monkeypatch.setattr(restore, "watch_promises", look)
    answer = new.run("restore", str(file))
    assert answer.exit_code == 0, answer.output
    assert tried
    assert new.ask("SHOW default_transaction_read_only") == "off"


def test_a_lost_witness_is_named_and_one_can_go_on_without(make: Make, living: Clinic, tmp_path: Path) -> None:
    erased = living.request()
    living.run("privacy", "forget", erased.reference, "--yes")
    file = living.backed_up(tmp_path / "night.backup")
    living.close()
    shutil.rmtree(tmp_path / "witness")
    new = make()
    assert "has 0 lines, and had 1 when the backup was made" in refused(new, "restore", str(file))
    answer = new.run("restore", str(file), "--without-witness")
    assert answer.exit_code == 0, answer.output


def test_without_a_folder_for_the_witness_nothing_is_restored(make: Make, file: Path) -> None:
    assert "WITNESS_FOLDER is not set" in refused(make(WITNESS_FOLDER=""), "restore", str(file))


def test_what_is_not_as_many_as_before_stays_closed(make: Make, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, honest = make(), container.manifest

    def wrong(path: Path) -> container.Manifest:
        read = honest(path)
        read.tables["intake"] += 1
        return read

    monkeypatch.setattr(container, "manifest", wrong)
    answer = new.run("restore", str(file))
    assert answer.exit_code == 1
    assert "intake has 1 rows, not 2. The database stays closed." in answer.output
    assert new.ask("SHOW default_transaction_read_only") == "on"


def test_a_dump_that_breaks_off_leaves_the_database_empty_and_open(
    make: Make, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = container.dump

    def short(path: Path) -> Iterator[bytes]:
        words = b"".join(honest(path))
        yield words[: len(words) // 2]

    monkeypatch.setattr(container, "dump", short)
    assert "pg_restore failed" in refused(make(), "restore", str(file))


def test_a_trail_that_was_changed_before_the_backup_is_told_and_everything_comes_back(
    make: Make, living: Clinic, tmp_path: Path
) -> None:
    living.request()
    living.seal()
    with psycopg.connect(living.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE audit_entry SET actor = 'staff:another'")
    file = living.backed_up(tmp_path / "night.backup")
    living.close()
    new = make()
    answer = new.run("restore", str(file))
    assert answer.exit_code == 1
    assert "FAULT Entry" in answer.output
    assert "Everything else is in order." in answer.output
    assert new.ask("SELECT count(*) FROM intake") == 1
    assert new.ask("SHOW default_transaction_read_only") == "off"


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_programs_that_are_not_there_are_asked_for(
    make: Make, living: Clinic, file: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "none").mkdir()
    new = make(is_open=command == "backup", POSTGRESQL_PROGRAMS=str(tmp_path / "none"))
    if command == "backup":
        answer = new.run("backup", str(tmp_path / "other.backup"))
    else:
        answer = new.run("restore", str(file))
        assert new.ask(TABLES) == 0
    assert answer.exit_code == 1
    assert "was not found. Install PostgreSQL's client programs, or set POSTGRESQL_PROGRAMS." in answer.output
    assert not (tmp_path / "other.backup").exists()


def test_programs_that_are_too_old_are_named(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    program = folder / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    program.chmod(0o755)
    clinic = make(is_open=True, POSTGRESQL_PROGRAMS=str(folder))
    answer = clinic.run("backup", str(tmp_path / "night.backup"))
    assert answer.exit_code == 1
    assert "is pg_dump (PostgreSQL) 9.6.24, and the server is version 18" in answer.output
    assert list(tmp_path.glob("night*")) == []


def test_a_place_that_cannot_be_written_to_is_named(living: Clinic, tmp_path: Path) -> None:
    answer = living.run("backup", str(tmp_path / "nowhere" / "night.backup"))
    assert answer.exit_code == 1
    assert "nowhere" in answer.output
    assert "cannot be used: No such file or directory." in answer.output


def test_a_backup_is_made_even_of_a_broken_trail_and_says_so(living: Clinic, tmp_path: Path) -> None:
    living.request()
    living.seal()
    with psycopg.connect(living.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE audit_link SET signature = NULL")
    answer = living.run("backup", str(tmp_path / "night.backup"))
    assert answer.exit_code == 0
    assert "WARNING The end of the audit trail is not as we left it." in answer.output


def test_pieces_are_small_enough_to_be_held() -> None:
    assert PIECE <= 1024 * 1024
