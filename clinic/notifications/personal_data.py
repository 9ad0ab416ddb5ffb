import uuid

from clinic.core.personal_data import eraser
from clinic.notifications import services


@eraser("notification")
def forget_notifications(subject_id: uuid.UUID) -> int:
    return services.forget([subject_id])
