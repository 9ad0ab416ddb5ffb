"""promises and decisions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

URGENCY = (
    "CASE priority WHEN 'emergency' THEN 0 WHEN 'same_day' THEN 1 WHEN 'prompt' THEN 2 "
    "WHEN 'soon' THEN 3 WHEN 'routine' THEN 4 END"
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "arrangements",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.add_column(
        "intake", sa.Column("urgency", sa.SmallInteger(), sa.Computed(URGENCY, persisted=True), nullable=False)
    )
    op.add_column("intake", sa.Column("due_at", MOMENT, nullable=True))
    op.execute("UPDATE intake SET due_at = submitted_at + interval '2 days'")
    op.alter_column("intake", "due_at", nullable=False)
    op.create_index(
        "ix_intake_waiting",
        "intake",
        ["urgency", "due_at", "id"],
        postgresql_where=sa.text("state IN ('new', 'in_review')"),
    )
    op.create_table(
        "triage_case",
        sa.Column("intake_id", sa.Uuid(), sa.ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True, index=True),
        sa.Column("first_contact_at", MOMENT, nullable=True),
        sa.Column("closed_for", sa.String(20), nullable=True),
    )
    op.create_table(
        "triage_decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("intake_id", sa.Uuid(), sa.ForeignKey("intake.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.UniqueConstraint("intake_id", "number", name="uq_triage_decision_intake_id"),
    )


def downgrade() -> None:
    op.drop_table("triage_decision")
    op.drop_table("triage_case")
    op.drop_index("ix_intake_waiting", table_name="intake")
    op.drop_column("intake", "due_at")
    op.drop_column("intake", "urgency")
    op.drop_table("arrangements")
