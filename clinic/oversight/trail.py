"""How the audit trail tells of those who look at it, and of the keys that sign it."""

from clinic.core.deeds import describe

KIND, ID = "audit", "trail"
READ, EXPORTED = "read", "exported"

describe(KIND, {READ: "looked at the audit trail", EXPORTED: "exported the audit trail"})
describe("keys", {"rotated": "re-encrypted everything with the first key"})
