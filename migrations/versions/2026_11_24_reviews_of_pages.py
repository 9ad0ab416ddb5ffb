"""reviews of pages"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["staff_user.id"], name=op.f("fk_page_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_review")),
        sa.UniqueConstraint("slug", "digest", "reviewer_id", "reviewed_on", name=op.f("uq_page_review_slug")),
    )
    op.create_index("ix_page_review_latest", "page_review", ["slug", "reviewed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_page_review_latest", table_name="page_review")
    op.drop_table("page_review")
