"""who would rather come earlier, and the time that they are offered"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "earlier_time",
        sa.Column("intake_id", sa.Uuid(), sa.ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("appointment_id", sa.Uuid(), sa.ForeignKey("appointment.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "practitioner_id",
            sa.Uuid(),
            sa.ForeignKey("schedule.practitioner_id", ondelete="CASCADE"),
            nullable=True,
        ),
        sa.Column("since", MOMENT, nullable=False, index=True),
        sa.Column("known", postgresql.ARRAY(MOMENT), nullable=False),
        sa.Column("refused", postgresql.ARRAY(MOMENT), nullable=False),
        sa.Column("offered_id", sa.Uuid(), sa.ForeignKey("appointment.id", ondelete="SET NULL"), nullable=True),
        sa.UniqueConstraint("appointment_id"),
        sa.UniqueConstraint("offered_id"),
    )


def downgrade() -> None:
    op.drop_table("earlier_time")
