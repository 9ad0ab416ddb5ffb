"""A patient filling in the full form, without a browser."""

import uuid
from typing import Any

from werkzeug.test import TestResponse

from clinic.core.clock import today
from clinic.core.db import db
from clinic.intake import drafts, journey
from clinic.intake.models import Draft
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Question
from tests.pages import CheckedClient
from tests.world import QUICK

ABOUT = {"name": "Sample Patient", "dob-day": "1", "dob-month": "5", "dob-year": "1980", "sex": "female"}
SAFE = {"safety1": "no", "hair_medicines": "none", "safety2": "none", "tablet_contact": "no"}


def post(client: CheckedClient, slug: str, data: dict[str, Any]) -> TestResponse:
    address = f"/consultation/{slug}/"
    hidden = client.page(address).values()
    return client.post(address, data={**hidden, **data})


def skip_to_check(draft_id: uuid.UUID, **answers: Any) -> None:
    """Answer what is left of a form: as told here, and otherwise that there is nothing to tell."""
    told = {**QUICK, "meds": "None", **answers}
    draft = db.session.get_one(Draft, draft_id)
    for _ in QUESTIONNAIRE.steps:
        if step := journey.next_step(draft.progress, today()):
            own = {each.key: told.get(each.key) or _nothing(each) for each in step.questions if each.required}
            draft = drafts.save_step(draft_id, step.slug, {key: value for key, value in own.items() if value})


def _nothing(question: Question) -> Any:
    last = question.options[-1].value if question.options else None
    return {Kind.one: last, Kind.many: [last], Kind.scale: 1}.get(question.kind)
