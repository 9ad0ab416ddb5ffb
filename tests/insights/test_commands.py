from datetime import date

from sqlalchemy import func, select

from clinic.core.db import db
from clinic.insights.models import InsightsDay
from tests.insights.happening import ask, at
from tests.world import World


def test_the_whole_history_is_counted_by_hand_and_progress_is_said(world: World) -> None:
    ask(world, "2026-08-01 09:00")
    with at("2026-11-24 12:00"):
        answer = world.app.test_cli_runner().invoke(args=["insights", "prepare"])
    assert answer.exit_code == 0
    days = (date(2026, 11, 24) - date(2026, 8, 1)).days + 1
    assert answer.output.splitlines() == [
        f"100 of {days + 17} days and weeks counted",
        f"{days + 17} of {days + 17} days and weeks counted",
    ]
    with world.context():
        assert db.session.scalar(select(func.count(InsightsDay.id))) == days
