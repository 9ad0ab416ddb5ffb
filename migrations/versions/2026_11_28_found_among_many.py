"""what is found among many requests: by state, by priority, and somebody's open ones"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NO_LONGER_OPEN = """
UPDATE triage_case SET is_open = false FROM intake
WHERE intake.id = triage_case.intake_id AND intake.state IN ('completed', 'closed')
"""


def upgrade() -> None:
    op.create_index("ix_intake_state", "intake", ["state", "submitted_at", "id"])
    op.create_index("ix_intake_priority", "intake", ["priority", "submitted_at", "id"])
    op.drop_index("ix_intake_contacted", table_name="intake")
    op.add_column("triage_case", sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(NO_LONGER_OPEN)
    op.create_index("ix_triage_case_open", "triage_case", ["assignee_id"], postgresql_where=sa.text("is_open"))


def downgrade() -> None:
    op.drop_index("ix_triage_case_open", table_name="triage_case")
    op.drop_column("triage_case", "is_open")
    contacted = sa.text("state = 'contacted'")
    op.create_index("ix_intake_contacted", "intake", ["submitted_at", "id"], postgresql_where=contacted)
    op.drop_index("ix_intake_priority", table_name="intake")
    op.drop_index("ix_intake_state", table_name="intake")
