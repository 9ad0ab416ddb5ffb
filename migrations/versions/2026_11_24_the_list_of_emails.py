"""the list of emails"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    done = sa.text("state IN ('failed', 'withheld')")
    op.create_index("ix_notification_newest", "notification", ["created_at", "id"])
    op.create_index("ix_notification_kind", "notification", ["kind", "created_at", "id"])
    op.create_index("ix_notification_given_up", "notification", ["state", "created_at", "id"], postgresql_where=done)


def downgrade() -> None:
    op.drop_index("ix_notification_given_up", table_name="notification")
    op.drop_index("ix_notification_kind", table_name="notification")
    op.drop_index("ix_notification_newest", table_name="notification")
