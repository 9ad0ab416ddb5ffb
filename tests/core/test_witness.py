"""What is written outside the database stays as it was written, whatever happens while it is."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic.core import witness
from clinic.core.witness import NoWitness
from tests.world import World


@pytest.fixture
def folder(world: World) -> Iterator[Path]:
    with world.context():
        yield Path(world.app.extensions["settings"].witness_folder)


def test_lines_come_back_in_order(folder: Path) -> None:
    witness.add("things", [{"number": 1}, {"number": 2}])
    witness.add("things", [{"number": 3}])
    assert witness.lines("things") == [{"number": 1}, {"number": 2}, {"number": 3}]


def test_only_its_owner_can_read_it(folder: Path) -> None:
    witness.add("things", [{"number": 1}])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "things.jsonl").stat().st_mode) == 0o600


def test_a_line_that_was_cut_off_in_writing_is_as_if_it_had_never_been(folder: Path) -> None:
    witness.add("things", [{"number": 1}])
    with (folder / "things.jsonl").open("a") as file:
        file.write('{"numb')
    assert witness.lines("things") == [{"number": 1}]
    witness.add("things", [{"number": 2}])
    assert witness.lines("things") == [{"number": 1}, {"number": 2}]


def test_many_who_write_at_once_lose_nothing(world: World, folder: Path) -> None:
    def write(number: int) -> None:
        with world.context():
            for each in range(20):
                witness.add("things", [{"number": number * 100 + each}])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({line["number"] for line in witness.lines("things")}) == 160


def test_a_line_that_is_not_ours_is_named(folder: Path) -> None:
    witness.add("things", [{"number": 1}])
    with (folder / "things.jsonl").open("a") as file:
        file.write("something else\n")
    with pytest.raises(NoWitness, match="holds a line that is not ours"):
        witness.lines("things")


def test_a_folder_that_cannot_be_made_is_named_by_the_doctor(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    settings = world.app.extensions["settings"]
    for folder, words in ((str(tmp_path / "file" / "in it"), "cannot be made (Not a directory)"), ("", "is not set")):
        monkeypatch.setitem(vars(settings), "witness_folder", folder)
        assert words in world.app.test_cli_runner().invoke(args=["doctor"]).output
