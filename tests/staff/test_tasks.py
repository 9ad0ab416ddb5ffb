from pathlib import Path

from clinic.staff import tasks
from tests.staff.person import Person

WORKER = Path(__file__).parent.parent.parent / "clinic" / "worker.py"


def test_what_is_old_is_deleted_by_tasks_that_are_scheduled_and_nothing_else_is(ada: Person) -> None:
    ada.sign_in()
    for task in (tasks.purge_sessions, tasks.purge_invitations):
        assert f'"{task.name}"' in WORKER.read_text()
        with ada.world.context():
            task()
    assert ada.is_signed_in()
