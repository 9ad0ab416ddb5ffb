"""people and their sessions"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROLE = sa.Enum("receptionist", "trichologist", "clinician", "administrator", name="role", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
    )
    op.create_index("ix_staff_session_latest", "staff_session", ["account_id", "seen_at"])
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False, unique=True),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.add_column("staff_user", sa.Column("version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("staff_user", "version")
    op.drop_table("staff_invitation")
    op.drop_table("staff_session")
