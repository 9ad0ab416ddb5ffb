"""appointments that no longer lie in what is arranged"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rearrangement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("appointment_id", sa.Uuid(), sa.ForeignKey("appointment.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_somehow"),
    )
    op.create_index("ix_rearrangement_appointment", "rearrangement", ["appointment_id", "sequence"])
    op.create_index(
        "uq_rearrangement_open",
        "rearrangement",
        ["appointment_id"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index("ix_rearrangement_settled", "rearrangement", ["settled_at"])


def downgrade() -> None:
    op.drop_table("rearrangement")
