"""Everything that is written into the audit trail is told in words."""

import ast
from pathlib import Path

import pytest

from clinic.core.deeds import Deed, deed_in_words, namers, nouns, sentences
from clinic.intake.models import EventKind
from clinic.notifications.mending import Mending
from clinic.rights.models import Outcome
from clinic.scheduling.models import Change
from clinic.staff.people import deeds as staff
from clinic.triage.models import Move

pytestmark = pytest.mark.usefixtures("app")  # every slice says its words when the application is made

CODE = Path(__file__).parent.parent.parent / "clinic"
IN_VARIABLES = {
    *(Deed("intake", each) for each in (*EventKind, *Move)),
    *(Deed("intake", f"undid {move}") for move in Move),
    *(Deed("notification", mending) for mending in Mending),
    *(Deed("staff", f"gave_wrong_{what}") for what in ("password", "code", "recovery_code")),
    *(Deed("staff", each) for each in ("signed_in", "signed_out", "set_password", "used_up_tries")),
    *(Deed("audit", each) for each in ("read", "exported")),
    *(Deed("intake", each) for each in ("read", "opened")),
    *(Deed(each, "changed") for each in ("arrangements", "identity", "booking_rules")),
    *(Deed(each, "changed") for each in ("location", "appointment_kind", "schedule")),
    *(Deed("staff", each) for each in staff.Deed),
    *(Deed("appointment", each) for each in Change),
    *(Deed("rights_case", outcome) for outcome in Outcome),
    Deed("queue", "exported"),
}


def recorded() -> set[Deed]:
    """Read from the code what `audit.record` is called with, as far as it stands there in so many words."""
    calls = (
        node
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    )
    words = ((call.args[2], call.args[1]) for call in calls)
    return {Deed(kind.value, action.value) for kind, action in words if is_word(kind) and is_word(action)}  # type: ignore[attr-defined]  # is_word says so


def is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("deed", sorted(recorded() | IN_VARIABLES), ids=" ".join)
def test_what_is_recorded_has_words(deed: Deed) -> None:
    assert deed in sentences, f"say in a slice's trail.py what it means that somebody “{deed.action}” a {deed.kind}"


def test_what_is_recorded_is_found_in_the_code() -> None:
    assert {("staff", "added"), ("page", "reviewed"), ("draft", "discarded")} <= recorded()


@pytest.mark.parametrize("deed", sorted(sentences), ids=" ".join)
def test_a_deed_that_names_its_record_has_somebody_who_knows_the_name(deed: Deed) -> None:
    if "{}" in sentences[deed]:
        assert deed.kind in namers
        assert deed.kind in nouns
    assert "{" not in deed_in_words(deed)
    assert deed_in_words(deed)[0].isupper()


def test_no_two_deeds_are_told_alike() -> None:
    told = [deed_in_words(deed) for deed in sentences]
    assert len(set(told)) == len(told)


def test_a_deed_that_no_slice_knows_is_told_as_it_is_kept() -> None:
    assert deed_in_words(Deed("new_thing", "turned_round")) == "Turned round: new thing"
