"""The small forms around the questionnaire: sending what was checked, and asking for a link."""

from wtforms.validators import InputRequired, Length, Optional

from clinic.core.forms import BaseForm, EmailAddressField, LineField


class CheckForm(BaseForm):
    """Nothing but the token: everything was answered in the steps."""


class SaveForm(BaseForm):
    email = EmailAddressField("Your email address", [InputRequired("Enter your email address."), Length(max=200)])


class LinkForm(BaseForm):
    """Who asks for a new link, and to which of their requests."""

    email = EmailAddressField("Your email address", [InputRequired("Enter your email address."), Length(max=200)])
    reference = LineField(
        "Your reference",
        [Optional(), Length(max=40, message="Enter the reference as it stands in our email, like HC-7K3M-9QXD.")],
        description="If you have it, like HC-7K3M-9QXD. Without it we send the link to your latest request.",
    )
