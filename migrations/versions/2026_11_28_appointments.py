"""what the clinic arranges, and appointments; emails promised ahead"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TAKES_TIME = "state IN ('held', 'booked', 'arrived', 'completed')"


def upgrade() -> None:
    _arranged()
    _appointments()
    op.add_column("notification", sa.Column("item_id", sa.Uuid(), nullable=True))
    op.add_column("notification", sa.Column("planned_for", MOMENT, nullable=True))
    op.create_index(
        "ix_notification_item", "notification", ["item_id"], postgresql_where=sa.text("item_id IS NOT NULL")
    )


def _arranged() -> None:
    op.create_table(
        "booking_rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("directions", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "appointment_kind",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("minutes_before", sa.SmallInteger(), nullable=False),
        sa.Column("minutes_after", sa.SmallInteger(), nullable=False),
        sa.Column("every_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("notice_hours", sa.SmallInteger(), nullable=False),
        sa.Column("horizon_days", sa.SmallInteger(), nullable=False),
        sa.Column("most_per_day", sa.SmallInteger(), nullable=True),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("by_video", sa.Boolean(), nullable=False),
        sa.Column("for_new", sa.Boolean(), nullable=False),
        sa.Column("for_returning", sa.Boolean(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
        sa.CheckConstraint("every_minutes BETWEEN 5 AND 480", name="every_minutes"),
        sa.CheckConstraint("minutes_before BETWEEN 0 AND 480 AND minutes_after BETWEEN 0 AND 480", name="margins"),
        sa.CheckConstraint("in_person OR by_video", name="somehow"),
    )
    op.create_table(
        "appointment_kind_practitioner",
        _refers("kind_id", "appointment_kind.id", primary_key=True),
        _refers("practitioner_id", "practitioner.id", primary_key=True),
    )
    op.create_table(
        "schedule",
        _refers("practitioner_id", "practitioner.id", primary_key=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("video_url", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "weekly_hours",
        *_hours(),
        _refers("practitioner_id", "schedule.practitioner_id", nullable=False, index=True),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        *_checks(),
    )
    op.create_table(
        "changed_day",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _refers("practitioner_id", "schedule.practitioner_id", nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.UniqueConstraint("practitioner_id", "on"),
    )
    op.create_table(
        "changed_hours",
        *_hours(),
        _refers("changed_day_id", "changed_day.id", nullable=False, index=True),
        *_checks(),
    )
    op.create_table(
        "time_off",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _refers("practitioner_id", "schedule.practitioner_id", nullable=False, index=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    )


def _appointments() -> None:
    # Comparing ids in an exclusion constraint would need an extension; a range of one needs none.
    op.execute("CREATE TYPE uuidrange AS RANGE (subtype = uuid)")
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("practitioner_id", sa.Uuid(), sa.ForeignKey("schedule.practitioner_id"), nullable=False),
        sa.Column("kind_id", sa.Uuid(), sa.ForeignKey("appointment_kind.id"), nullable=False),
        _refers("intake_id", "intake.id", nullable=True),
        _refers("draft_id", "draft.id", nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("location_id", sa.Uuid(), sa.ForeignKey("location.id"), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("taken_from", MOMENT, nullable=False),
        sa.Column("taken_until", MOMENT, nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "starts_at < ends_at AND taken_from <= starts_at AND ends_at <= taken_until", name="in_order"
        ),
        sa.CheckConstraint("(mode = 'video') = (location_id IS NULL)", name="in_one_place"),
        sa.CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held_for_a_while"),
        sa.CheckConstraint("(draft_id IS NULL) <> (intake_id IS NULL)", name="for_somebody"),
    )
    _excludes("practitioner_taken", "practitioner_id", "taken_from, taken_until", TAKES_TIME)
    _excludes("patient_taken", "intake_id", "starts_at, ends_at", f"{TAKES_TIME} AND intake_id IS NOT NULL")
    _index("uq_appointment_draft", ["draft_id"], "draft_id IS NOT NULL", unique=True)
    _index("uq_appointment_ahead", ["intake_id"], "state IN ('booked', 'arrived')", unique=True)
    _index("ix_appointment_diary", ["practitioner_id", "starts_at"], TAKES_TIME)
    _index("ix_appointment_held", ["held_until"], "state = 'held'")
    op.create_index("ix_appointment_intake", "appointment", ["intake_id", "starts_at"])
    op.create_index("ix_appointment_day", "appointment", ["starts_at"])
    op.create_table(
        "appointment_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        _refers("appointment_id", "appointment.id", nullable=False, index=True),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
    )


def _refers(name: str, to: str, **options: bool) -> sa.Column:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(to, ondelete="CASCADE"), **options)


def _hours() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("location_id", sa.Uuid(), sa.ForeignKey("location.id"), nullable=True),
        sa.Column("by_video", sa.Boolean(), nullable=False),
    ]


def _checks() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint("opens < closes", name="opens_before_it_closes"),
        sa.CheckConstraint("location_id IS NOT NULL OR by_video", name="somewhere"),
    ]


def _excludes(name: str, whose: str, times: str, where: str) -> None:
    op.execute(
        f"ALTER TABLE appointment ADD CONSTRAINT {name} EXCLUDE USING gist "
        f"(uuidrange({whose}, {whose}, '[]') WITH &&, tstzrange({times}) WITH &&) WHERE ({where})"
    )


def _index(name: str, columns: list[str], where: str, unique: bool = False) -> None:
    op.create_index(name, "appointment", columns, unique=unique, postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_index("ix_notification_item", table_name="notification")
    op.drop_column("notification", "planned_for")
    op.drop_column("notification", "item_id")
    op.drop_table("appointment_event")
    op.drop_table("appointment")
    op.execute("DROP TYPE uuidrange")
    for table in ("time_off", "changed_hours", "changed_day", "weekly_hours", "schedule"):
        op.drop_table(table)
    for table in ("appointment_kind_practitioner", "appointment_kind", "location", "booking_rules"):
        op.drop_table(table)
