"""photos of forms and requests, sealed, with a consent for each"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("draft_id", sa.Uuid(), sa.ForeignKey("draft.id", ondelete="CASCADE"), nullable=True),
        sa.Column("intake_id", sa.Uuid(), sa.ForeignKey("intake.id", ondelete="CASCADE"), nullable=True),
        sa.Column("set_number", sa.SmallInteger(), nullable=False),
        sa.Column("view", sa.String(20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint("(draft_id IS NULL) <> (intake_id IS NULL)", name="of_somebody"),
    )
    of_draft, of_intake = sa.text("draft_id IS NOT NULL"), sa.text("intake_id IS NOT NULL")
    op.create_index("uq_photo_of_draft", "photo", ["draft_id", "view"], unique=True, postgresql_where=of_draft)
    set_of_view = ["intake_id", "set_number", "view"]
    op.create_index("uq_photo_of_set", "photo", set_of_view, unique=True, postgresql_where=of_intake)
    op.create_table(
        "photo_content",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("photo_id", sa.Uuid(), sa.ForeignKey("photo.id", ondelete="CASCADE"), nullable=False),
        sa.Column("size", sa.String(20), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("photo_id", "size"),
    )
    op.execute("ALTER TABLE photo_content ALTER content_sealed SET STORAGE EXTERNAL")  # what is sealed packs no further
    op.create_table(
        "photo_consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("photo_id", sa.Uuid(), sa.ForeignKey("photo.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("wording_version", sa.String(), nullable=False),
        sa.Column("wording_hash", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("photo_consent")
    op.drop_table("photo_content")
    op.drop_table("photo")
