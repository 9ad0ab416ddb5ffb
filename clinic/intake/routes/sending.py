"""The small forms around the questionnaire: sending what was checked, and asking for a link."""

from wtforms.validators import InputRequired, Length

from clinic.core.forms import BaseForm, EmailAddressField


class CheckForm(BaseForm):
    """Nothing but the token: everything was answered in the steps."""


class SaveForm(BaseForm):
    email = EmailAddressField("Your email address", [InputRequired("Enter your email address."), Length(max=200)])
