"""Who works here."""

import uuid

from sqlalchemy import select

from clinic.core.db import db
from clinic.core.settings import settings
from clinic.notifications.models import OWED, Notification
from clinic.staff.models import Practitioner, Role, StaffUser

ON_DUTY = select(Practitioner.email).where(Practitioner.is_on_duty_for_intakes).order_by(Practitioner.name)


def account(email: str) -> StaffUser | None:
    return db.session.scalar(select(StaffUser).where(StaffUser.email == email))


def practitioner(email: str) -> Practitioner | None:
    return db.session.scalar(select(Practitioner).where(Practitioner.email == email))


def addresses_on_duty() -> list[str]:
    """Where those on duty read of a new intake; asked for each one, so without making objects."""
    return list(db.session.connection().scalars(ON_DUTY))


def addresses_of_clinic() -> list[str]:
    """Give who hears of what nobody has yet: the clinic's shared address and those on duty."""
    return list(dict.fromkeys([settings().clinic_email, *addresses_on_duty()]))


def administrators() -> list[StaffUser]:
    wanted = select(StaffUser).where(StaffUser.role == Role.administrator, StaffUser.active).order_by(StaffUser.name)
    return list(db.session.scalars(wanted))


def administrators_not_told(kind: str) -> list[str]:
    """Addresses of the administrators to whom no email of this kind is on its way."""
    on_its_way = select(Notification.id).where(
        Notification.kind == kind, Notification.recipient == StaffUser.email, Notification.state.in_(OWED)
    )
    wanted = select(StaffUser.email).where(StaffUser.role == Role.administrator, StaffUser.active, ~on_its_way.exists())
    return list(db.session.scalars(wanted))


def active_account(id: uuid.UUID) -> StaffUser | None:
    account = db.session.get(StaffUser, id)
    return account if account and account.active else None


def active_accounts() -> list[StaffUser]:
    """Give everybody who can sign in, by name."""
    return list(db.session.scalars(select(StaffUser).where(StaffUser.active).order_by(StaffUser.name)))


def account_names() -> dict[uuid.UUID, str]:
    """Give the name of every account, those that are closed too, by id and in the order of names."""
    wanted = select(StaffUser.id, StaffUser.name).order_by(StaffUser.name)
    return {row.id: row.name for row in db.session.execute(wanted)}
