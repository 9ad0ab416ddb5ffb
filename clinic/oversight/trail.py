"""How the audit trail tells of those who look at it."""

from clinic.core.deeds import describe

KIND, ID = "audit", "trail"
READ, EXPORTED = "read", "exported"

describe(KIND, {READ: "looked at the audit trail", EXPORTED: "exported the audit trail"})
