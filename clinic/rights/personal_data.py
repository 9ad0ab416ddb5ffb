"""How what somebody asked about their data is told to them and forgotten, and their words after an erasure."""

import uuid
from collections.abc import Iterator

from sqlalchemy import delete, update

from clinic.core.db import transaction
from clinic.core.holdings import Fact, Holding, teller
from clinic.core.personal_data import eraser
from clinic.core.templating import minute
from clinic.rights import queries
from clinic.rights.models import ErasureReceipt, RightsCase
from clinic.rights.words import TITLES, state_in_words


@teller("rights_case", "erasure_receipt")
def cases(intake_id: uuid.UUID) -> Iterator[Holding]:
    yield Holding("What you asked about your data", [_told(case) for case in queries.cases_of(intake_id)])


def _told(case: RightsCase) -> Fact:
    words = [f"You wrote: {case.words}"] if case.words_sealed else []
    reply = [f"We answered: {case.reply}"] if case.reply_sealed else []
    return Fact(f"{TITLES[case.kind]}, {minute(case.asked_at)}", [state_in_words(case), *words, *reply])


@eraser("rights_case")
def forget_cases(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(RightsCase).where(RightsCase.intake_id == intake_id).returning(RightsCase.id)
        return len(session.scalars(gone).all())


@eraser("erasure_receipt")
def forget_traces(subject_id: uuid.UUID) -> int:
    """Forget the words; the numbers on the receipt are nobody's."""
    with transaction() as session:
        known = ErasureReceipt.id == subject_id, ErasureReceipt.traces_sealed.is_not(None)
        forgotten = update(ErasureReceipt).where(*known).values(traces_sealed=None).returning(ErasureReceipt.id)
        return len(session.scalars(forgotten, execution_options={"synchronize_session": False}).all())
