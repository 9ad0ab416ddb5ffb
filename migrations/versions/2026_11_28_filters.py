"""by what requests are filtered"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake", sa.Column("region", sa.String(20), nullable=True))
    op.add_column("intake", sa.Column("subject_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("intake", "subject_sealed")
    op.drop_column("intake", "region")
