"""How the audit trail tells of changes in how the clinic is run."""

from collections.abc import Collection

from flask import url_for

from clinic.core.deeds import Name, describe, namer

for kind in ("arrangements", "identity"):
    describe(kind, {"changed": "changed {}"})


@namer("arrangements", "the hours or promises")
def arrangements(ids: Collection[str]) -> dict[str, Name]:
    return dict.fromkeys(ids, Name("the hours or promises", url_for("practice.hours")))


@namer("identity", "the clinic’s name, contact or colour")
def identity(ids: Collection[str]) -> dict[str, Name]:
    return dict.fromkeys(ids, Name("the clinic’s name, contact or colour", url_for("practice.clinic")))
