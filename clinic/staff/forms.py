"""The library's forms in our words, and the form that ends sessions."""

import logging
import uuid
from typing import Any

from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.forms import EmailValidation
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from clinic.core.forms import BaseForm, tidy
from clinic.staff.access import HOME
from clinic.staff.passwords import LONGEST, SHORTEST

logger = logging.getLogger(__name__)

PASSWORD = [DataRequired("Enter your password."), Length(max=LONGEST, message="That is not your password.")]
"""The library's hash refuses very long input with an error, so no longer one reaches it."""
CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
NEW_PASSWORD = f"At least {SHORTEST} characters. Three or four unrelated words are easy to remember."


ALL_OTHERS = "others"
"""What the button says that ends every session but the one in which it is pressed."""


def without_gaps(value: str | None) -> str | None:
    """Read a code as it may be typed or pasted, in groups."""
    return "".join(value.split()) if value else value


def as_printed(value: str | None) -> str | None:
    """Read a recovery code however it is typed: capitals, spaces or no dashes."""
    letters = "".join(character for character in (value or "").lower() if character.isalnum())
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


class SignInForm(LoginForm):
    email = EmailField(
        "Email address",
        filters=[tidy],
        validators=[DataRequired("Enter your email address."), EmailValidation()],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField("Password", validators=PASSWORD, render_kw=CURRENT)
    remember = None  # type: ignore[assignment]  # nobody stays signed in on a desk that others use

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.next.data = self.next.data or HOME

    def validate(self, **options: Any) -> bool:
        valid = bool(super().validate(**options))
        if not valid and self.user is None:
            logger.info("Sign-in failed: no such account.")
        return valid


class ConfirmPasswordForm(VerifyForm):
    password = PasswordField("Password", validators=PASSWORD, render_kw=CURRENT)


class NewPasswordForm(ChangePasswordForm):
    password = PasswordField("Your password now", validators=PASSWORD, render_kw=CURRENT)
    new_password = PasswordField(
        "New password",
        description=NEW_PASSWORD,
        validators=[DataRequired("Enter a new password.")],
        render_kw=NEW,
    )
    new_password_confirm = PasswordField(
        "New password again",
        validators=[EqualTo("new_password", "The two new passwords are not the same.")],
        render_kw=NEW,
    )


class SecondFactorForm(TwoFactorSetupForm):
    setup = HiddenField()  # type: ignore[assignment]  # its radio buttons would offer other ways too


class NoRescueForm(TwoFactorRescueForm):
    """The library makes one beside each page that asks for a code; ours is never shown."""

    help_setup = RadioField(choices=[])


class CodeForm(TwoFactorVerifyCodeForm):
    code = StringField(
        "Code from your app",
        description="Six digits, shown by your authenticator app.",
        filters=[without_gaps],
        validators=[DataRequired("Enter the code that your app shows.")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class RecoveryCodeForm(MfRecoveryForm):
    code = StringField(
        "Recovery code",
        description="Twelve letters and digits from the list you kept. Each works once.",
        filters=[as_printed],
        validators=[DataRequired("Enter one of your recovery codes.")],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class EndForm(BaseForm):
    """Ends the session that the button pressed names."""

    end = HiddenField()

    @property
    def ends_all_others(self) -> bool:
        return bool(self.end.data == ALL_OTHERS)

    @property
    def chosen(self) -> uuid.UUID:
        """Give the session to end; one that cannot be read is nobody's."""
        try:
            return uuid.UUID(self.end.data or "")
        except ValueError:
            return uuid.UUID(int=0)
