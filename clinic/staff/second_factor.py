"""The second factor: codes of an authenticator app, and recovery codes, each good for one sign-in."""

import base64
import secrets
from typing import Any, cast

from flask_security import MfRecoveryCodesUtil, Totp, hash_password, verify_password
from passlib.exc import TokenError, UsedTokenError

from clinic.core.identity import clinic
from clinic.staff import services
from clinic.staff.models import StaffUser

RECOVERY_CODES = 8
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class OneTimeCodes(Totp):
    """Refuses a code that was used, even when two requests bring it at the same moment."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Check a code. That of a phone just being set up has nothing to do with what the old phone has spent."""
        if totp_secret == user.tf_totp_secret:
            return bool(super().verify_totp(token, totp_secret, user, window))
        try:
            match = self._totp.verify(token, totp_secret, window=window)
        except TokenError:
            return False
        services.restart_totp_counter(user, match.counter)
        return True

    def get_last_counter(self, user: Any) -> int | None:
        return cast(StaffUser, user).last_totp_counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Spend the code. Raises UsedTokenError, which the library reads as a wrong code."""
        if not services.spend_totp_counter(user, tmatch.counter):
            raise UsedTokenError

    def get_totp_uri(self, username: str, totp_secret: str) -> str:
        """Give what the code to scan says: the app lists it under the clinic's name, which may hold no colon there."""
        return str(self._totp.from_source(totp_secret).to_uri(username, clinic().name.replace(":", "")))

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Draw the code on white, so that it can be scanned from a dark page too."""
        # Imported only now: it brings Pillow and lxml, 6 MB that each process would keep for what is seldom drawn.
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        picture = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage)
        return "data:image/svg+xml;base64," + base64.b64encode(picture.to_string()).decode()

    def plain(self, secret: str) -> str:
        """Undo the wrapping in which a secret travels through the session while it is being set up."""
        return str(self._totp.from_source(secret).to_json(encrypt=False))


class RecoveryCodes(MfRecoveryCodesUtil):
    """Keeps argon2id hashes only, so codes are seen once: when they are made."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        codes = [recovery_code() for _ in range(RECOVERY_CODES)]
        services.set_recovery_codes(user, [str(hash_password(code)) for code in codes])
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Spend the code if it is right: checking and deleting in one step leaves no moment to use it twice."""
        match = next((hashed for hashed in user.mf_recovery_codes if verify_password(code, hashed)), None)
        if match is not None and services.spend_recovery_code(user, match):
            return True
        user.track_failed_authn("recovery code", tfa=True)
        return False

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        return True


def recovery_code() -> str:
    """Make a code of about 59 bits, without letters and digits that look alike."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
