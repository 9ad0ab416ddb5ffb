"""people and their sessions"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
    )
    op.create_index("ix_staff_session_latest", "staff_session", ["account_id", "seen_at"])


def downgrade() -> None:
    op.drop_table("staff_session")
