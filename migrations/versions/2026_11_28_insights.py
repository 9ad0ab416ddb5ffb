"""insights"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "insights_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insights_day")),
        sa.UniqueConstraint("day", name=op.f("uq_insights_day_day")),
    )
    op.create_table(
        "insights_month",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figures_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insights_month")),
        sa.UniqueConstraint("month", name=op.f("uq_insights_month_month")),
    )
    op.create_table(
        "insights_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("release_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insights_release")),
        sa.UniqueConstraint("monday", name=op.f("uq_insights_release_monday")),
    )


def downgrade() -> None:
    op.drop_table("insights_release")
    op.drop_table("insights_month")
    op.drop_table("insights_day")
