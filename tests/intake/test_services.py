"""Storing a request: everything or nothing, once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from clinic.core.audit import PATIENT, AuditEntry
from clinic.core.db import Model, db, transaction
from clinic.intake import drafts, queries, services, tokens
from clinic.intake.models import Consent, Draft, Intake, IntakeEvent, Purpose, Source, State
from clinic.intake.rules import Priority
from clinic.notifications import queries as mail
from clinic.notifications.models import Notification
from clinic.privacy.wording import current
from tests.world import DESK, PATIENT_EMAIL, QUICK, World


def count(world: World, kind: type[Model]) -> int:
    with world.context():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_request_has_its_answers_consents_event_audit_and_emails(world: World) -> None:
    accepted = world.request()
    with world.context():
        assert queries.answers_of(accepted.id).answers["message"] == QUICK["message"]
        given = {consent.key: consent for consent in queries.consents_of(accepted.id)}
        assert given["consent_health"].is_given
        assert given["consent_health"].wording_hash == current("consent_health").hash
        assert not given["marketing"].is_given
        assert [event.kind for event in queries.events_of(accepted.id)] == ["submitted"]
        assert db.session.scalars(select(AuditEntry.record)).all() == [f"intake:{accepted.id}"]
        assert {email.recipient for email in mail.about(accepted.id)} == {DESK, PATIENT_EMAIL}


def test_an_answer_that_nobody_asked_for_is_not_kept(world: World) -> None:
    accepted = world.request(reproductive=["pregnant"], nonsense="x")
    with world.context():
        kept = queries.answers_of(accepted.id).answers
    assert "nonsense" not in kept
    assert "reproductive" in kept or "sex" not in kept


def test_the_same_form_twice_is_one_request(world: World) -> None:
    first, second = world.request(key="once"), world.request(key="once")
    assert (first.reference, first.is_new) == (second.reference, True)
    assert not second.is_new
    assert count(world, Notification) == 2


def test_other_words_under_the_same_key_are_refused_with_the_first_reference(world: World) -> None:
    first = world.request(key="once")
    with pytest.raises(services.OtherWordsSent) as refused:
        world.request(key="once", message="Other words.")
    assert refused.value.reference == first.reference
    assert count(world, Intake) == 1


@pytest.mark.commits
def test_fifty_at_once_with_one_key_are_one_request(world: World) -> None:
    with ThreadPoolExecutor(16) as pool:
        accepted = list(pool.map(lambda _: world.request(key="once"), range(50)))
    assert len({one.reference for one in accepted}) == 1
    assert [one.is_new for one in accepted].count(True) == 1
    assert count(world, Intake) == 1
    assert count(world, Notification) == 2


@pytest.mark.commits
def test_fifty_at_once_with_keys_of_their_own_are_fifty_requests(world: World) -> None:
    """The control: it is the key, and nothing else, that makes fifty posts one request."""
    with ThreadPoolExecutor(16) as pool:
        accepted = list(pool.map(lambda number: world.request(key=f"key {number}"), range(50)))
    assert len({one.reference for one in accepted}) == 50


def test_a_reference_that_is_taken_is_not_given_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.request(key="first")
    drawn = iter([first.reference, first.reference, "HC-2222-2222"])
    monkeypatch.setattr(services, "new_reference", lambda: next(drawn))
    assert world.request(key="second").reference == "HC-2222-2222"


def test_without_an_email_only_the_clinic_is_told(world: World) -> None:
    accepted = world.request(email="", phone="+442079460018")
    with world.context():
        assert [email.recipient for email in mail.about(accepted.id)] == [DESK]


def full_answers(**changes: Any) -> dict[str, Any]:
    return {**QUICK, "dob": "1980-05-01", "sex": "female", "safety1": "no", **changes}


def test_added_answers_are_a_new_revision_and_keep_the_first(world: World) -> None:
    accepted = world.request()
    with world.context():
        services.add_answers(accepted.id, full_answers(message="More words."), 1, PATIENT)
        told = queries.answers_of(accepted.id)
        assert (told.revision, told.answers["message"]) == (2, "More words.")
        assert [event.kind for event in queries.events_of(accepted.id)] == ["submitted", "answers_added"]


def test_added_answers_that_make_it_more_urgent_are_told_to_the_clinic(world: World) -> None:
    accepted = world.request()
    with world.context():
        intake = services.add_answers(accepted.id, full_answers(safety1="now"), 1, PATIENT)
        kinds = [email.kind for email in mail.about(accepted.id)]
    assert intake.priority is Priority.emergency
    assert "intake.more_urgent" in kinds


def test_an_addition_never_makes_a_request_less_urgent_nor_clears_a_hold(world: World) -> None:
    accepted = world.request(**full_answers(safety1="now", anticoag=["warfarin"]))
    with world.context():
        before = db.session.get_one(Intake, accepted.id)
        assert (before.priority, before.hold) == (Priority.emergency, True)
        after = services.add_answers(accepted.id, full_answers(safety1="no"), 1, PATIENT)
        assert (after.priority, after.hold) == (Priority.emergency, True)


def test_a_new_urgent_answer_is_told_even_when_the_request_was_as_urgent_before(world: World) -> None:
    accepted = world.request(**full_answers(safety1="now"))
    changed = full_answers(safety1="now", hair_medicines=["minoxidil_now"], safety2=["heart"])
    with world.context():
        services.add_answers(accepted.id, changed, 1, PATIENT)
        assert "intake.more_urgent" in [email.kind for email in mail.about(accepted.id)]


def test_an_older_addition_does_not_undo_a_newer_one(world: World) -> None:
    accepted = world.request(**full_answers(meds="None"))
    with world.context():
        phone = full_answers(meds="Something new")
        laptop = full_answers(meds="None", gp="Sample surgery")
        services.add_answers(accepted.id, phone, 1, PATIENT)
        services.add_answers(accepted.id, laptop, 1, PATIENT)
        told = queries.answers_of(accepted.id).answers
    assert (told["meds"], told["gp"]) == ("Something new", "Sample surgery")


def test_two_additions_never_leave_a_request_without_a_way_to_reach_the_person(world: World) -> None:
    accepted = world.request(**full_answers(phone="+442079460018"))
    with world.context():
        services.add_answers(
            accepted.id, full_answers(email="", phone="+442079460018", contact_pref="phone"), 1, PATIENT
        )
        services.add_answers(accepted.id, full_answers(contact_pref="email"), 1, PATIENT)
        intake = db.session.get_one(Intake, accepted.id)
        assert intake.email == PATIENT_EMAIL


def test_an_addition_begun_twice_goes_on_where_it_was(world: World) -> None:
    accepted = world.request()
    with world.context():
        drafts.add_to(accepted.id)
        begun = db.session.query(Draft).one()
        drafts.save_step(begun.id, "about-you", {"name": "Edited Sample"})
        token = drafts.add_to(accepted.id, begun)
        assert tokens.subject_of(token, Purpose.draft) == begun.id


def test_another_persons_draft_on_a_shared_browser_is_left_alone(world: World) -> None:
    accepted = world.request()
    with world.context():
        others, _ = drafts.start_draft({"name": "Another Sample", "message": "Somebody else's words."})
        token = drafts.add_to(accepted.id, others)
        added = queries.live_draft(tokens.subject_of(token, Purpose.draft))
        assert added is not None
        assert "Somebody else's words." not in str(added.progress)
        assert queries.live_draft(others.id) is not None


@pytest.mark.commits
def test_two_steps_saved_at_once_are_both_kept(world: World) -> None:
    with world.context():
        draft, _ = drafts.start_draft({})

    def save(number: int) -> None:
        with world.context():
            queries.live_draft(draft.id)
            drafts.save_step(draft.id, f"step-{number}", {f"answer-{number}": "yes"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(24)))
    with world.context():
        kept = queries.live_draft(draft.id)
        assert kept is not None
        assert len(kept.progress["answers"]) == 24


def test_nothing_is_added_to_a_closed_request(world: World) -> None:
    accepted = world.request()
    with world.context():
        with transaction() as session:
            session.get_one(Intake, accepted.id).state = State.closed
        with pytest.raises(services.NoLongerOpen):
            services.add_answers(accepted.id, full_answers(), 1, PATIENT)


def test_a_draft_sent_twice_is_one_request(world: World) -> None:
    with world.context():
        draft, _ = drafts.start_draft(full_answers())
        first, second = drafts.send_draft(draft.id, PATIENT), drafts.send_draft(draft.id, PATIENT)
    assert first.reference == second.reference
    assert count(world, Intake) == 1


def test_a_sent_draft_holds_no_answers_any_more(world: World) -> None:
    with world.context():
        draft, _ = drafts.start_draft(full_answers())
        drafts.send_draft(draft.id, PATIENT)
        assert db.session.get_one(Draft, draft.id).progress["answers"] == {}


def test_what_has_expired_is_deleted_with_its_emails(world: World) -> None:
    with world.context():
        draft, token = drafts.start_draft(full_answers())
        drafts.email_link(draft.id, PATIENT_EMAIL)
        with transaction() as session:
            session.get_one(Draft, draft.id).expires_at = draft.created_at
        assert drafts.count_expired()["drafts"] == 1
        assert drafts.purge_expired()["drafts"] == 1
    assert count(world, Draft) == 0
    assert count(world, Notification) == 0
    with world.context():
        assert queries.live_draft(tokens.subject_of(token, Purpose.draft)) is None


def test_a_token_opens_only_what_it_was_made_for(world: World) -> None:
    with world.context():
        _, token = drafts.start_draft({})
        assert tokens.subject_of(token, Purpose.draft)
        assert tokens.subject_of(token, Purpose.request) is None
        assert tokens.subject_of(token + "x", Purpose.draft) is None


def test_forgetting_a_request_leaves_nothing_of_the_person(world: World) -> None:
    accepted = world.request()
    runner = world.app.test_cli_runner()
    answer = runner.invoke(args=["privacy", "forget", accepted.reference.lower().replace("-", " "), "--yes"])
    assert answer.exit_code == 0, answer.output
    for kind in (Intake, Consent, IntakeEvent, Notification):
        assert count(world, kind) == 0


def test_an_unknown_reference_is_refused_with_a_sentence(world: World) -> None:
    answer = world.app.test_cli_runner().invoke(args=["privacy", "forget", "HC-0000-0000", "--yes"])
    assert "no request with the reference HC-0000-0000" in answer.output


def test_a_key_says_nothing_of_its_form(world: World) -> None:
    world.request(key="a readable key")
    with world.context():
        rows = db.session.connection().exec_driver_sql("SELECT key_hash, body_hash FROM submission").all()
    assert all(b"readable" not in bytes(value) for row in rows for value in row)


def test_the_full_form_is_known_as_such(world: World) -> None:
    with world.context():
        draft, _ = drafts.start_draft(full_answers())
        accepted = drafts.send_draft(draft.id, PATIENT)
        assert db.session.get_one(Intake, accepted.id).source is Source.full
