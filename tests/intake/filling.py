"""A patient filling in the full form, without a browser."""

from typing import Any

from werkzeug.test import TestResponse

from tests.pages import CheckedClient

ABOUT = {"name": "Sample Patient", "dob-day": "1", "dob-month": "5", "dob-year": "1980", "sex": "female"}
SAFE = {"safety1": "no", "hair_medicines": "none", "safety2": "none", "tablet_contact": "no"}


def post(client: CheckedClient, slug: str, data: dict[str, Any]) -> TestResponse:
    address = f"/consultation/{slug}/"
    hidden = client.page(address).values()
    return client.post(address, data={**hidden, **data})
