"""messages"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("intake_id", sa.Uuid(), sa.ForeignKey("intake.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("author_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
    )
    op.create_table(
        "message_template",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.add_column("triage_case", sa.Column("patient_wrote_at", MOMENT, nullable=True))
    op.create_index(
        "ix_triage_case_answered",
        "triage_case",
        ["patient_wrote_at", "intake_id"],
        postgresql_where=sa.text("patient_wrote_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_triage_case_answered", table_name="triage_case")
    op.drop_column("triage_case", "patient_wrote_at")
    op.drop_table("message_template")
    op.drop_table("message")
