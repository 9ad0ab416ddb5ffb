"""the page a request came from"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake", sa.Column("page_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("intake", "page_sealed")
