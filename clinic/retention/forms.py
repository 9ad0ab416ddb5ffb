"""The form of how long what is kept."""

from clinic.core.forms import NumberField, SeenForm
from clinic.privacy.periods import Periods

LEAST_MONTHS = 3
"""The clinic's figures of a day are counted anew for sixty days, from what is there."""


class PeriodsForm(SeenForm):
    draft_days = NumberField(
        "Days for a form that was not sent",
        "days",
        1,
        90,
        description="Holds for forms begun from now on. Who has begun one was told its day.",
    )
    enquiry_months = NumberField(
        "Months for a request without a consultation",
        "months",
        LEAST_MONTHS,
        60,
        description="From the last thing that happened with it: a message, a note, an appointment that was not kept.",
    )
    patient_years = NumberField(
        "Years for a request with a consultation",
        "years",
        1,
        40,
        description="From the last appointment, or whatever happened later.",
    )
    most_percent = NumberField(
        "Most that may go at once",
        "requests in a hundred",
        1,
        100,
        description="When more is due in one night, nothing is deleted, and whoever runs the server is told.",
    )

    def periods(self) -> Periods:
        return Periods(
            draft_days=self.draft_days.data or 0,
            enquiry_months=self.enquiry_months.data or 0,
            patient_years=self.patient_years.data or 0,
            most_percent=self.most_percent.data or 0,
        )
