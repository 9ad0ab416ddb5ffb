"""Whoever changes the audit trail is found out, and it is said where."""

import tracemalloc
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import text

from clinic.core.clock import today
from clinic.core.db import transaction
from clinic.core.encryption import Keyring
from clinic.oversight.chain import sealing, verifying
from clinic.oversight.chain.verifying import MOST_TOLD, Verification
from tests.oversight.chain.trail import Trail
from tests.world import World

EDIT = "UPDATE audit_entry SET {} WHERE id = (SELECT entry_id FROM audit_link WHERE number = 3)"


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def cut_after(number: int, trail: Trail) -> None:
    trail.tamper(
        "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_link WHERE number > :number)",
        "DELETE FROM audit_link WHERE number > :number",
        number=number,
    )


def written_anew(trail: Trail) -> None:
    """Change entries and make every link anew, as somebody does who has the application too."""
    trail.tamper("UPDATE audit_entry SET actor = 'staff:another'", "DELETE FROM audit_link")
    trail.seal()


def test_a_trail_that_nobody_changed_is_as_it_was_written(trail: Trail) -> None:
    trail.sealed(5)
    trail.run("anchor")
    assert trail.faults() == []
    assert "5 links and 1 anchors checked. The trail is as it was written." in trail.run("verify").output


def test_an_empty_trail_is_as_it_was_written(trail: Trail) -> None:
    assert trail.faults() == []


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'staff:another'",
        "at = at + interval '1 microsecond'",
        "role = 'clinician'",
        "action = 'did not'",
        "record = 'thing:7'",
        "details = NULL",
        "details = jsonb_set(details, '{after}', '1.2')",
    ],
)
def test_an_edit_of_whatever_part_is_found(trail: Trail, change: str) -> None:
    trail.sealed(5)
    trail.tamper(EDIT.format(change))
    entry = trail.links()[2].entry_id
    assert trail.faults() == [f"Entry {entry} (link 3) is not as it was sealed: it or its link was changed."]


def test_an_entry_that_is_gone_is_named(trail: Trail) -> None:
    trail.sealed(5)
    entry = trail.links()[2].entry_id
    trail.tamper("DELETE FROM audit_entry WHERE id = :entry", entry=entry)
    assert trail.faults() == [f"Entry {entry} (link 3) is gone."]


def test_a_gap_is_named(trail: Trail) -> None:
    trail.sealed(6)
    trail.tamper(
        "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_link WHERE number IN (3, 4))",
        "DELETE FROM audit_link WHERE number IN (3, 4)",
    )
    assert trail.faults() == ["Links 3 to 4 are missing."]


def test_a_gap_at_the_beginning_is_named(trail: Trail) -> None:
    trail.sealed(3)
    trail.tamper("DELETE FROM audit_link WHERE number = 1")
    assert trail.faults() == ["Link 1 is missing."]


def test_a_gap_that_was_closed_by_counting_anew_is_found(trail: Trail) -> None:
    trail.sealed(6)
    trail.tamper(
        "DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_link WHERE number = 3)",
        "DELETE FROM audit_link WHERE number = 3",
        "UPDATE audit_link SET number = number - 1 WHERE number > 3",
    )
    assert "(link 3) is not as it was sealed" in trail.faults()[0]


def test_a_cut_tail_is_found_by_the_anchor(trail: Trail) -> None:
    trail.sealed(3)
    trail.sealed(3)
    trail.run("anchor")
    cut_after(3, trail)
    with trail.world.context():
        day = in_words(today())
    assert trail.faults() == [f"The end is cut off: the trail ends with link 3, but link 6 was anchored on {day}."]


def test_a_tail_that_was_cut_to_nothing_is_found_by_the_anchor(trail: Trail) -> None:
    trail.sealed(3)
    trail.run("anchor")
    trail.tamper("DELETE FROM audit_entry", "DELETE FROM audit_link")
    assert trail.faults()[0].startswith("The end is cut off: the trail ends with link 0, but link 3 was anchored on")


def test_a_tail_that_was_cut_and_has_grown_again_is_found_by_the_anchor(trail: Trail) -> None:
    trail.sealed(3)
    trail.sealed(3)
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        trail.run("anchor")
    cut_after(3, trail)
    trail.sealed(5)
    assert trail.faults() == [
        "Link 6 is not the one that was anchored on 20 November 2026: the trail up to there was written anew."
    ]


def test_a_tail_cut_since_the_last_anchor_is_found_by_the_missing_signature(trail: Trail) -> None:
    trail.sealed(5)
    cut_after(3, trail)
    assert "The last link (3) is not signed with a key of DATA_KEYS" in trail.faults()[0]


def test_a_chain_written_anew_without_the_keys_is_found_by_the_signature(trail: Trail) -> None:
    trail.sealed(5)
    ring = trail.world.app.extensions["keyring"]
    trail.world.app.extensions["keyring"] = Keyring((bytes(32),))
    written_anew(trail)
    trail.world.app.extensions["keyring"] = ring
    assert "The last link (5) is not signed with a key of DATA_KEYS" in trail.faults()[0]


def test_a_chain_written_anew_with_everything_is_found_by_the_anchor(trail: Trail) -> None:
    trail.sealed(5)
    trail.run("anchor")
    written_anew(trail)
    assert len(trail.faults()) == 1
    assert "Link 5 is not the one that was anchored" in trail.faults()[0]


def test_many_faults_are_counted(trail: Trail) -> None:
    trail.sealed(MOST_TOLD + 7)
    trail.tamper("UPDATE audit_entry SET actor = 'staff:another'")
    faults = trail.faults()
    assert len(faults) == MOST_TOLD + 1
    assert faults[-1] == "… and 7 more."


def test_entries_that_wait_for_the_sweep_are_no_fault(trail: Trail) -> None:
    trail.sealed(2)
    trail.fill(3)
    assert trail.faults() == []
    assert "3 newer entries wait to be sealed" in trail.run("verify").output


def test_without_a_folder_for_anchors_the_rest_is_verified_and_this_is_said(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail.sealed(2)
    monkeypatch.setitem(vars(trail.world.app.extensions["settings"]), "witness_folder", "")
    answer = trail.run("verify")
    assert answer.exit_code == 0
    assert "WITNESS_FOLDER is not set" in answer.output


def peak_of_a_walk(world: World) -> tuple[int, int, int]:
    verification = Verification({})
    with world.context():
        tracemalloc.start()
        steps = len(list(verification.walk()))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert verification.number_of_faults == 0
    return verification.last.number, steps, peak


def test_a_longer_trail_takes_no_more_memory_and_progress_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "BATCH", 500)
    monkeypatch.setattr(sealing, "SECONDS", 60)
    many = "INSERT INTO audit_entry (at, actor, action, record) SELECT now(), 'system', 'did', 'thing:' || n "
    peaks = []
    for number in (1_000, 9_000):
        with world.context():
            with transaction() as session:
                session.execute(text(many + f"FROM generate_series(1, {number}) n"))
            sealing.seal(60)
        peaks.append(peak_of_a_walk(world))
    (few, few_steps, few_peak), (all_of_them, steps, peak) = peaks
    assert (few, all_of_them) == (1_000, 10_000)
    assert (few_steps, steps) == (2, 20)
    assert peak < 1.5 * few_peak
