"""What people agree to, and what we tell them about their data."""

from clinic.privacy import trail
from clinic.privacy.routes import init_app

__all__ = ["init_app", "trail"]
