"""as what somebody acted, and what they changed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("role", sa.String(), server_default="", nullable=False))
    op.add_column("audit_entry", sa.Column("details", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_entry", "details")
    op.drop_column("audit_entry", "role")
