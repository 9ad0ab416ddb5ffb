"""Flask-Security, hardened: what it may do here, where its pages are, and what it says."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any, cast

from flask import Flask, current_app
from flask_login.utils import _user_context_processor
from flask_security import Security, SQLAlchemyUserDatastore, current_user

from clinic.core.audit import Actor
from clinic.core.db import db, transaction
from clinic.staff import access, cookie, forms, routes, services, sessions
from clinic.staff.models import StaffUser
from clinic.staff.passwords import SHORTEST, PasswordRules
from clinic.staff.second_factor import RECOVERY_CODES, OneTimeCodes, RecoveryCodes
from config import Settings

FRESH = timedelta(minutes=15)

FEATURES = {
    "REGISTERABLE": False,
    "RECOVERABLE": False,
    "CHANGEABLE": True,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_ALWAYS_VALIDATE": True,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
    "RETURN_GENERIC_RESPONSES": True,
    "PASSWORD_SINGLE_HASH": True,  # argon2id with its own salt; a pepper would tie every password to SECRET_KEY
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_LENGTH_MIN": SHORTEST,
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "API_ENABLED_METHODS": ["session"],
    "LOGOUT_METHODS": ["POST"],
    "LOGOUT_CSRF": True,
    "JOIN_USER_ROLES": False,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "STATIC_FOLDER": None,
    "CACHE_CONTROL": None,  # what every page has is stricter
}

PLACES = {
    "LOGIN_URL": "/staff/sign-in/",
    "LOGOUT_URL": "/staff/sign-out/",
    "VERIFY_URL": "/staff/confirm-password/",
    "CHANGE_URL": "/staff/password/",
    "TWO_FACTOR_SETUP_URL": "/staff/second-factor/",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/staff/second-factor/code/",
    "TWO_FACTOR_RESCUE_URL": "/staff/second-factor/rescue/",
    "TWO_FACTOR_SELECT_URL": "/staff/second-factor/choose/",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/staff/recovery-codes/",
    "MULTI_FACTOR_RECOVERY_URL": "/staff/recovery-codes/use/",
    "POST_LOGIN_VIEW": access.HOME,
    "POST_LOGOUT_VIEW": "/staff/sign-in/",
    "TWO_FACTOR_POST_SETUP_VIEW": "/staff/account/",
    "LOGIN_USER_TEMPLATE": "staff/sign_in.html",
    "LOGOUT_USER_TEMPLATE": "staff/sign_out.html",
    "VERIFY_TEMPLATE": "staff/confirm_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "staff/password.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "staff/second_factor.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "staff/second_factor_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "staff/recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "staff/recovery_code.html",
}

WORDS = {
    "GENERIC_AUTHN_FAILED": ("The email address or the password is not right.", "error"),
    "INVALID_PASSWORD": ("That is not your password.", "error"),
    "PASSWORD_IS_THE_SAME": ("Choose a password that differs from the one you have now.", "error"),
    "PASSWORD_CHANGE": ("Your password is changed. You are signed out everywhere else.", "success"),
    "REAUTHENTICATION_REQUIRED": ("Enter your password to go on.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. You can go on.", "success"),
    "TWO_FACTOR_INVALID_TOKEN": ("That code is not right, or was used. Wait for the next one and enter it.", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Your authenticator app is set up.", "success"),
    "TWO_FACTOR_DISABLED": ("The second factor is off.", "success"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Sign in with your password first.", "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Use an authenticator app.", "error"),
    "INVALID_RECOVERY_CODE": ("That is not one of your unused recovery codes.", "error"),
    "INVALID_REDIRECT": ("That page is not part of this site.", "error"),
}


class StaffDatastore(SQLAlchemyUserDatastore):
    """How the library reads and writes accounts: through our services and our transactions."""

    def commit(self) -> None:
        with transaction():
            pass

    def set_uniquifier(self, user: Any, uniquifier: str | None = None) -> None:
        """End the other sessions of somebody who changes their password; asked by the library."""
        sessions.end_all(user, but=cookie.current())

    def tf_set(self, user: Any, primary_method: str, totp_secret: str | None = None, phone: str | None = None) -> None:
        if totp_secret and totp_secret != user.tf_totp_secret:
            codes = cast(OneTimeCodes, current_app.extensions["security"].totp_factory)
            services.set_totp_secret(user, codes.plain(totp_secret), cookie.current())

    def tf_reset(self, user: Any) -> None:
        services.remove_totp_secret(user, Actor.staff(user.id))


def init_app(app: Flask, settings: Settings) -> None:
    for name, value in {**FEATURES, **PLACES, **of_settings(settings)}.items():
        app.config[f"SECURITY_{name}"] = value
    for name, words in WORDS.items():
        app.config[f"SECURITY_MSG_{name}"] = words
    security = Security(
        datastore=StaffDatastore(db, cast(Any, StaffUser), cast(Any, None)),
        login_form=forms.SignInForm,
        verify_form=forms.ConfirmPasswordForm,
        change_password_form=forms.NewPasswordForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_setup_form=forms.SecondFactorForm,
        two_factor_rescue_form=forms.NoRescueForm,
        mf_recovery_form=forms.RecoveryCodeForm,
        password_util_cls=PasswordRules,
        totp_cls=OneTimeCodes,
        mf_recovery_codes_util_cls=RecoveryCodes,
        render_template=cast(Any, routes.page),
    )
    security.want_json(lambda request: False)
    security.unauthn_handler(cast(Any, access.ask_to_sign_in))
    security.init_app(app)
    _only_sessions(security.login_manager)
    _leave_other_pages_alone(app, security)


def of_settings(settings: Settings) -> dict[str, Any]:
    wrapping = hmac.new(settings.secret_key.encode(), b"second factor being set up", hashlib.sha256).hexdigest()
    return {
        "TWO_FACTOR_REQUIRED": settings.two_factor_required,
        "TOTP_SECRETS": {"1": wrapping},
        "TOTP_ISSUER": "Clinic",  # the library wants one; `OneTimeCodes` names the clinic as it is called now
    }


def _only_sessions(manager: Any) -> None:
    """Know people by a live session and nothing else: no tokens in headers or addresses, no cookie that remembers."""
    manager.user_loader(cookie.owner)
    manager.request_loader(lambda request: None)


def _leave_other_pages_alone(app: Flask, security: Security) -> None:
    """Ask who is signed in only where it matters: else each public page would vary by cookie and cache badly."""
    security.principal.identity_loaders.clear()
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
    app.template_context_processors[None].remove(_user_context_processor)
    app.jinja_env.globals["current_user"] = current_user
