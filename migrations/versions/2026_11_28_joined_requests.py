"""requests of the same person, joined"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("triage_case", sa.Column("joined_to_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_triage_case_joined_to_id", "triage_case", "intake", ["joined_to_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_triage_case_joined_to_id", "triage_case", ["joined_to_id"])


def downgrade() -> None:
    op.drop_index("ix_triage_case_joined_to_id", table_name="triage_case")
    op.drop_constraint("fk_triage_case_joined_to_id", "triage_case")
    op.drop_column("triage_case", "joined_to_id")
