"""How the audit trail tells of messages and their templates."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.messages.models import MessageTemplate

describe("intake", {"wrote": "wrote to the clinic about {}"})
describe("template", {"added": "added {}", "changed": "changed {}", "removed": "removed {}"})


@namer("template", "a message template")
def templates(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(MessageTemplate.id, MessageTemplate.name).where(MessageTemplate.id.in_(map(uuid.UUID, ids)))
    rows = db.session.execute(wanted)
    return {str(r.id): Name(f"the template “{r.name}”", url_for("message_templates.template", id=r.id)) for r in rows}
