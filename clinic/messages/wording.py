"""The verbs of message templates: keep one, remove one. Each change is audited with what it was before."""

import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.errors import Refusal
from clinic.messages.models import MessageTemplate
from clinic.messages.starters import STARTERS
from clinic.staff.rights import Right, insist


class TemplateChanged(Refusal):
    """Somebody has changed or removed the template since this person looked."""


class NameTaken(Refusal):
    """Another template has this name."""


def add_template(name: str, words: str, actor: Actor) -> MessageTemplate:
    """Raises NotYours and NameTaken."""
    try:
        with transaction() as session:
            author = insist(actor, Right.write_templates)
            template = MessageTemplate(id=uuid.uuid4(), name=name, words=words, version=1, changed_by=author.id)
            session.add(template)
            session.flush()
            audit.record(actor, "added", "template", template.id, {"after": _told(template)})
    except IntegrityError:
        raise NameTaken(name) from None
    return template


def change_template(id: uuid.UUID, version: int, name: str, words: str, actor: Actor) -> None:
    """Put new words in the place of those of this version. Raises NotYours, TemplateChanged and NameTaken."""
    try:
        with transaction() as session:
            author, template = insist(actor, Right.write_templates), _locked(session, id, version)
            before = _told(template)
            template.name, template.words = name, words
            if _told(template) == before:
                return
            template.version, template.changed_by, template.changed_at = version + 1, author.id, utcnow()
            session.flush()
            audit.record(actor, "changed", "template", id, {"before": before, "after": _told(template)})
    except IntegrityError:
        raise NameTaken(name) from None


def remove_template(id: uuid.UUID, version: int, actor: Actor) -> None:
    """Raises NotYours and TemplateChanged. Messages written from it stay as they are."""
    with transaction() as session:
        insist(actor, Right.write_templates)
        template = _locked(session, id, version)
        session.delete(template)
        audit.record(actor, "removed", "template", id, {"before": _told(template)})


def add_starters(actor: Actor) -> int:
    """Add the templates that come with the software, but for names that are there; gives how many were added."""
    with transaction() as session:
        insist(actor, Right.write_templates)
        known = set(session.scalars(select(MessageTemplate.name)))
        added = [add_template(name, words, actor) for name, words in STARTERS.items() if name not in known]
    return len(added)


def _locked(session: Session, id: uuid.UUID, version: int) -> MessageTemplate:
    template = session.get(MessageTemplate, id, populate_existing=True, with_for_update=True)
    if template is None or template.version != version:
        raise TemplateChanged(str(id))
    return template


def _told(template: MessageTemplate) -> dict[str, str]:
    return {"name": template.name, "words": template.words}
