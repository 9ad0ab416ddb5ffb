from collections.abc import Container

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from clinic.core.forms import BaseForm, EmailAddressField
from clinic.notifications.models import OWED, State
from clinic.triage.mail.kinds import KINDS

NOT_SENT_YET = "owed"
LONGEST_ADDRESS = 254

STATES: dict[str, tuple[State, ...]] = {NOT_SENT_YET: OWED, **{state.value: (state,) for state in State}}
"""What can be chosen to see, by what stands in the page's address."""


class FilterForm(BaseForm):
    """Which emails to show. What cannot be read shows all."""

    class Meta:
        csrf = False

    state = SelectField("State", validate_choice=False)
    kind = SelectField("Email", validate_choice=False)

    def __init__(self, chosen: object) -> None:
        super().__init__(formdata=chosen)
        by_state = [(state.value, state.capitalize()) for state in State]
        self.state.choices = [("", "All"), (NOT_SENT_YET, "Not sent yet"), *by_state]
        self.kind.choices = [("", "All"), *sorted(KINDS.items(), key=lambda each: each[1])]

    @property
    def chosen(self) -> dict[str, str]:
        """Give what was chosen, for the page's address."""
        known: dict[str, Container[str]] = {"state": STATES, "kind": KINDS}
        return {name: self[name].data for name, values in known.items() if self[name].data in values}


class MendForm(BaseForm):
    """Sends an email again, or cancels it. `seen` is the address that it had on the page with the button."""

    seen = HiddenField()


class AddressForm(MendForm):
    recipient = EmailAddressField(
        "The right address",
        [InputRequired("Enter the address that the email is to go to."), Length(max=LONGEST_ADDRESS)],
    )
