"""the audit trail is a chain that only grows, and what was erased is known by its id"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ONLY_GROW = ("audit_entry", "audit_link")
REFUSE = """
CREATE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail only grows: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("number", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=False, unique=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
    )
    op.create_table(
        "erasure",
        sa.Column("subject_id", sa.Uuid(), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("witnessed_at", MOMENT, nullable=True),
    )
    op.create_index(
        "ix_erasure_unwitnessed", "erasure", ["subject_id"], postgresql_where=sa.text("witnessed_at IS NULL")
    )
    op.execute(REFUSE)
    for table in ONLY_GROW:
        op.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_trail()"
        )


def downgrade() -> None:
    for table in ONLY_GROW:
        op.execute(f"DROP TRIGGER only_grows ON {table}")
    op.execute("DROP FUNCTION refuse_to_change_the_trail()")
    op.drop_table("erasure")
    op.drop_table("audit_link")
