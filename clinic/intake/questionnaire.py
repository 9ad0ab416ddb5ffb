"""What we ask: the one source of the form, its checks, the check page, the staff view and exports."""

from clinic.intake.questions import Questionnaire
from clinic.intake.steps.closing import CONSENT, MESSAGE
from clinic.intake.steps.hair import HAIR, PATTERN, SCALP
from clinic.intake.steps.health import HISTORY, HORMONES
from clinic.intake.steps.life import GOALS, TRIGGERS
from clinic.intake.steps.medicines import GP, MEDICINES, RESULTS, TRIED
from clinic.intake.steps.person import ABOUT_YOU, ADULT, CONTACT
from clinic.intake.steps.safety import SAFETY

QUESTIONNAIRE = Questionnaire(
    version="2026-11",
    steps=(
        ABOUT_YOU,
        ADULT,
        SAFETY,
        CONTACT,
        HAIR,
        PATTERN,
        SCALP,
        HORMONES,
        TRIGGERS,
        GOALS,
        HISTORY,
        MEDICINES,
        TRIED,
        RESULTS,
        GP,
        MESSAGE,
        CONSENT,
    ),
    quick=(
        "name",
        "email",
        "phone",
        "contact_pref",
        "contact_time",
        "no_voicemail",
        "subject",
        "message",
        "emerg_ack",
        "consent_health",
        "consent_contact",
        "marketing",
    ),
)
