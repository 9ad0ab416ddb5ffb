"""requests by state and by priority, in the order in which they were sent"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_intake_state", "intake", ["state", "submitted_at", "id"])
    op.create_index("ix_intake_priority", "intake", ["priority", "submitted_at", "id"])
    op.drop_index("ix_intake_contacted", table_name="intake")


def downgrade() -> None:
    contacted = sa.text("state = 'contacted'")
    op.create_index("ix_intake_contacted", "intake", ["submitted_at", "id"], postgresql_where=contacted)
    op.drop_index("ix_intake_priority", table_name="intake")
    op.drop_index("ix_intake_state", table_name="intake")
