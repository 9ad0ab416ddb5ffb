"""How the audit trail tells of backups."""

from clinic.core.deeds import describe

describe("database", {"backed_up": "made a backup", "restored": "restored a backup"})
