"""The chain over the audit trail: sealed after the fact, anchored outside the database, verified against both."""
