"""search"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    contacted = sa.text("state = 'contacted'")
    op.create_index("ix_intake_contacted", "intake", ["submitted_at", "id"], postgresql_where=contacted)
    name = sa.text("to_tsvector('simple', name)")
    op.create_index("ix_intake_name_words", "intake", [name], postgresql_using="gin")
    op.create_index("ix_intake_email", "intake", [sa.text("lower(email) text_pattern_ops")])
    op.create_index("ix_intake_phone", "intake", ["phone"])


def downgrade() -> None:
    op.drop_index("ix_intake_phone", table_name="intake")
    op.drop_index("ix_intake_email", table_name="intake")
    op.drop_index("ix_intake_name_words", table_name="intake")
    op.drop_index("ix_intake_contacted", table_name="intake")
