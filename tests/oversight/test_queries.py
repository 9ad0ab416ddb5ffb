"""The trail is found by an index whatever is asked of it, so that it costs the same however long it has grown."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from clinic.core.db import db
from clinic.core.deeds import Deed
from clinic.oversight.queries import Place, Wanted, asked
from tests.world import World

LONG = text("""
    INSERT INTO audit_entry (at, actor, role, action, record)
    SELECT timestamptz '2026-01-01' + number * interval '1 minute',
           CASE WHEN number < 2000 THEN 'staff:left' ELSE 'staff:' || number % 10 END, 'trichologist',
           CASE number % 5 WHEN 0 THEN 'read' ELSE 'noted' END,
           'intake:' || lpad(to_hex(number / 20), 32, '0')::uuid
    FROM generate_series(1, 20000) AS number
""")

READ = Deed("intake", "read")
QUESTIONS = {
    "everything": (Wanted(), "newest"),
    "by whom": (Wanted(actor="staff:7"), "actor"),
    "by somebody who left long ago": (Wanted(actor="staff:left"), "actor"),
    "what": (Wanted(deed=READ), "deed"),
    "what nobody did": (Wanted(deed=Deed("intake", "forgotten")), "deed"),
    "what by whom": (Wanted(actor="staff:5", deed=READ), "actors_deed"),
    "what by whom, who never did": (Wanted(actor="staff:7", deed=READ), "actors_deed"),
    "what by somebody who left long ago": (Wanted(actor="staff:left", deed=READ), "actors_deed"),
    "on which days": (Wanted(first_on=date(2026, 1, 5), last_on=date(2026, 1, 7)), "newest"),
    "by whom on which days": (Wanted(actor="staff:7", first_on=date(2026, 1, 5)), "actor"),
}
"""With the index that has exactly these entries, in their order."""


@pytest.fixture
def plans(world: World) -> Iterator["Plans"]:
    with world.context():
        db.session.execute(LONG)
        db.session.execute(text("ANALYZE audit_entry"))
        yield Plans()


class Plans:
    """How the database goes about a question about a long trail."""

    def of(self, wanted: Wanted, beyond: Place | None = None) -> str:
        question = asked(wanted, 51, beyond).compile(db.engine, compile_kwargs={"literal_binds": True})
        return "\n".join(db.session.scalars(text(f"EXPLAIN {question}".replace(":", "\\:"))))


@pytest.mark.parametrize("beyond", [None, Place(datetime(2026, 1, 10, tzinfo=UTC), 10_000)], ids=["first", "next"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_entries_come_from_an_index_that_has_no_others(plans: Plans, question: str, beyond: Place | None) -> None:
    wanted, index = QUESTIONS[question]
    plan = plans.of(wanted, beyond)
    assert f"using ix_audit_entry_{index} " in plan
    assert not [word for word in ("Seq Scan", "Sort", "Filter") if word in plan]


def test_what_was_done_with_one_request_is_all_that_is_read_of_it(plans: Plans) -> None:
    plan = plans.of(Wanted(intake_id=uuid.UUID(int=5)))
    assert "ix_audit_entry_record" in plan
    assert "Seq Scan" not in plan


def test_another_question_would_be_found_out(plans: Plans) -> None:
    sorted_by_role = text("EXPLAIN SELECT * FROM audit_entry WHERE role = 'x' ORDER BY role, at LIMIT 51")
    assert "Seq Scan" in "\n".join(db.session.scalars(sorted_by_role))
