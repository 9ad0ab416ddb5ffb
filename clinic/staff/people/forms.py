"""What administrators send about people, and what somebody sends who was invited."""

from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from clinic.core.forms import BaseForm, EmailAddressField
from clinic.staff.forms import NEW, NEW_PASSWORD
from clinic.staff.models import Role

LONGEST_NAME = 100
LONGEST_ADDRESS = 254
MOST_CHANGES = 2**31 - 1
BROKEN = "Open the page again: it does not say what you saw last."


def name_field(**options: Any) -> StringField:
    too_long = Length(max=LONGEST_NAME, message=f"Shorten the name to {LONGEST_NAME} characters or fewer.")
    return StringField("Name", [DataRequired("Enter a name."), too_long], **options)


def role_field() -> SelectField:
    roles = [SelectChoice(value=role.value, label=role.capitalize()) for role in Role]
    choices = [SelectChoice(value="", label="Choose"), *roles]
    return SelectField("Role", choices=choices, validators=[DataRequired("Choose a role.")])


class SeenForm(BaseForm):
    """Does something with an account or invitation whose version its sender saw."""

    seen = IntegerField(validators=[InputRequired(BROKEN), NumberRange(0, MOST_CHANGES, BROKEN)], widget=HiddenInput())


class ChangeForm(SeenForm):
    name = name_field(description="As colleagues know them.")
    role = role_field()

    @property
    def chosen(self) -> Role:
        return Role(self.role.data)


class InviteForm(BaseForm):
    name = name_field(description="As colleagues know them. They can still change it.")
    email = EmailAddressField(
        "Email address",
        [
            InputRequired("Enter the email address."),
            Length(max=LONGEST_ADDRESS, message="That is too long for an email address."),
        ],
        description="They sign in with it.",
    )
    role = role_field()

    @property
    def chosen(self) -> Role:
        return Role(self.role.data)


def password_field() -> PasswordField:
    return PasswordField("Password", [DataRequired("Enter a password.")], description=NEW_PASSWORD, render_kw=NEW)


def again_field() -> PasswordField:
    return PasswordField("Password again", [EqualTo("password", "The two passwords are not the same.")], render_kw=NEW)


class PasswordForm(BaseForm):
    password = password_field()
    again = again_field()


class JoinForm(BaseForm):
    name = name_field(description="As your colleagues know you.", render_kw={"autocomplete": "name"})
    password = password_field()
    again = again_field()
