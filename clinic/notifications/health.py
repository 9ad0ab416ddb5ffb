"""Whether mail goes out: the server, the worker's heartbeat, and the age of the oldest unsent email."""

from datetime import timedelta

from clinic.core.clock import utcnow
from clinic.core.health import check, figures, slow_check
from clinic.core.metrics import measurement
from clinic.notifications import queries
from clinic.notifications.transport import fault_in_reaching

SWEEP_SILENCE = timedelta(minutes=2)
TOO_OLD = timedelta(minutes=5)


@slow_check("mail server")
def mail_server() -> str | None:
    fault = fault_in_reaching()
    if fault:
        return f"The mail server cannot be used: {fault}. Check MAIL_SERVER, MAIL_PORT and the other MAIL_ settings."
    return None


@check("worker")
def worker() -> str | None:
    server = queries.mail_server()
    if server is None or server.swept_at is None:
        return "No worker has swept yet. Start: celery -A clinic.worker worker, and once: celery -A clinic.worker beat"
    if server.swept_at < utcnow() - SWEEP_SILENCE:
        return (
            f"No worker has swept since {server.swept_at:%Y-%m-%d %H:%M:%S} UTC. "
            "Check that celery -A clinic.worker worker and beat run."
        )
    return None


@check("oldest email")
def oldest_email() -> str | None:
    oldest = queries.oldest_unsent()
    if oldest and oldest < utcnow() - TOO_OLD:
        minutes = int((utcnow() - oldest).total_seconds() // 60)
        return f"An email has waited for {minutes} minutes. See: flask notifications status"
    return None


@measurement("clinic_oldest_unsent_email_seconds", "For how long the oldest email waits that should have gone by now.")
def oldest_unsent_seconds() -> float | None:
    oldest = queries.oldest_unsent()
    return round((utcnow() - oldest).total_seconds(), 1) if oldest else None


figures["oldest_unsent_seconds"] = oldest_unsent_seconds


@measurement("clinic_emails", "Emails that are owed, failed or were withheld, by state.", "state")
def unsent() -> dict[str, float]:
    return {state.value: number for state, number in queries.counts_of_unsent().items()}


@measurement("clinic_mail_sweep_age_seconds", "How long ago a worker swept the outgoing mail.")
def sweep_age() -> float | None:
    server = queries.mail_server()
    return (utcnow() - server.swept_at).total_seconds() if server and server.swept_at else None
