"""How the audit trail tells of changes in how long what is kept."""

from collections.abc import Collection

from flask import url_for

from clinic.core.deeds import Name, describe, namer

describe("retention_periods", {"changed": "changed {}"})


@namer("retention_periods", "how long what is kept")
def retention_periods(ids: Collection[str]) -> dict[str, Name]:
    return dict.fromkeys(ids, Name("how long what is kept", url_for("retention.periods")))
