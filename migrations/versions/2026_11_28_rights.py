"""what people ask about their data, and what is left of an erasure"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rights_case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("intake_id", sa.Uuid(), sa.ForeignKey("intake.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reply_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("closed_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_somehow"),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("ix_rights_case_open", "rights_case", ["due_at", "id"], postgresql_where=is_open)
    one = ["intake_id", "kind", "question"]
    op.create_index("uq_rights_case_open", "rights_case", one, unique=True, postgresql_where=is_open)
    op.create_index("ix_rights_case_closed", "rights_case", ["closed_at"])
    op.create_table(
        "erasure_receipt",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.Column("backups_until", sa.Date(), nullable=False),
        sa.Column("traces_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.Column("found", postgresql.JSONB(), nullable=True),
    )
    unfinished = sa.text("looked_at IS NULL")
    op.create_index("ix_erasure_receipt_unfinished", "erasure_receipt", ["id"], postgresql_where=unfinished)


def downgrade() -> None:
    op.drop_table("erasure_receipt")
    op.drop_table("rights_case")
