"""Somebody who works at the clinic, with a browser and a phone."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from clinic.core.audit import SYSTEM
from clinic.staff import queries, services
from clinic.staff.models import Role, StaffUser
from tests.pages import CheckedClient, Page
from tests.world import World

PASSWORD = "plum orchard kettle violin"
SIGN_IN = "/staff/sign-in/"
CODE = "/staff/second-factor/code/"


@dataclass
class Person:
    world: World
    email: str = "ada@clinic.example.org"
    role: Role = Role.receptionist
    name: str = "Ada Sample"
    client: CheckedClient = field(init=False)
    phone: Any = None

    def __post_init__(self) -> None:
        self.client = self.world.client()
        with self.world.context():
            services.add_staff(self.name, self.email, PASSWORD, self.role, SYSTEM)

    @property
    def account(self) -> StaffUser:
        with self.world.context():
            account = queries.account(self.email)
            assert account is not None
            return account

    def sign_in(self, password: str = PASSWORD, client: FlaskClient | None = None, back: str = "") -> TestResponse:
        return send(client or self.client, SIGN_IN, email=self.email, password=password, next=back)

    def set_up_phone(self) -> TestResponse:
        """Scan the code and enter the first one, from the set-up page that the browser may see now."""
        page = Page(send(self.client, "/staff/second-factor/", setup="authenticator").text)
        key = page.texts["strong"][0].replace("-", "")
        self.phone = TOTP(key)
        return send(self.client, CODE, page, code=self.code())

    def code(self) -> str:
        return str(self.phone.generate().token)

    def recovery_codes(self) -> list[str]:
        return Page(send(self.client, "/staff/recovery-codes/").text).texts["code"]

    def is_signed_in(self, client: FlaskClient | None = None) -> bool:
        return (client or self.client).get("/staff/account/").status_code == 200


def send(client: FlaskClient, path: str, page: Page | None = None, **fields: str) -> TestResponse:
    """Fill in the form on a page and send it."""
    hidden = (page or Page(client.get(path).text)).values()
    return client.post(path, data={**hidden, **fields})
