"""How the audit trail tells of what was deleted because it is kept no longer."""

from clinic.core.deeds import describe

describe("intake", {"ran_out": "deleted {} because it is kept no longer"})
describe(
    "retention",
    {
        "ran": "deleted what is kept no longer",
        "refused": "deleted nothing, because more is kept no longer than may go at once",
    },
)
