"""the clinic's identity, and the audit trail to search"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_audit_entry_newest": [],
    "ix_audit_entry_actor": ["actor"],
    "ix_audit_entry_deed": ["kind", "action"],
    "ix_audit_entry_actors_deed": ["actor", "kind", "action"],
    "ix_audit_entry_record": ["record"],
}


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    kind = sa.Computed("split_part(record, ':', 1)", persisted=True)
    op.add_column("audit_entry", sa.Column("kind", sa.String(), kind, nullable=False))
    op.drop_index("ix_audit_entry_record", table_name="audit_entry")
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_entry", [*columns, "at", "id"])


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="audit_entry")
    op.create_index("ix_audit_entry_record", "audit_entry", ["record"])
    op.drop_column("audit_entry", "kind")
    op.drop_table("identity")
