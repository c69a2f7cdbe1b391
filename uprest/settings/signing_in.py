"""How people sign in: code by e-mail, password or passkey, with a second step where they want it.

Forms and words are ours; the ways are django-allauth's.
"""

import environ

env = environ.Env()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "skills_gap:home"
# Addresses are told apart by the proxy's header only where a proxy of ours sets it.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_PROXY", default=False))
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_ADAPTER = "uprest.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "uprest.accounts.forms.signing_in.AddEmailForm",
    "change_email": "uprest.accounts.forms.signing_in.ChangeEmailForm",
    "change_password": "uprest.accounts.forms.signing_in.ChangePasswordForm",
    "confirm_email_verification_code": "uprest.accounts.forms.signing_in.ConfirmEmailForm",
    "confirm_login_code": "uprest.accounts.forms.signing_in.ConfirmLoginForm",
    "confirm_password_reset_code": "uprest.accounts.forms.signing_in.ConfirmResetForm",
    "login": "uprest.accounts.forms.signing_in.SignInForm",
    "reauthenticate": "uprest.accounts.forms.signing_in.ReauthenticateForm",
    "request_login_code": "uprest.accounts.forms.signing_in.RequestCodeForm",
    "reset_password": "uprest.accounts.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "uprest.accounts.forms.signing_in.NewPasswordForm",
    "set_password": "uprest.accounts.forms.signing_in.SetPasswordForm",
    "signup": "uprest.accounts.forms.signing_in.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Six digits and three tries a code: ten codes an hour keep guessing below one in a thousand a day.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "join_code": "20/10m/ip,1500/10m/key",
    "handover": "10/10m/ip,300/10m/key",
    "new_player": "30/10m/ip",
    "event_check_in": "20/10m/user",
}
MFA_FORMS = {
    "activate_totp": "uprest.accounts.forms.second_step.ActivateAppForm",
    "add_webauthn": "uprest.accounts.forms.second_step.AddPasskeyForm",
    "authenticate": "uprest.accounts.forms.second_step.SecondStepForm",
    "edit_webauthn": "uprest.accounts.forms.second_step.RenamePasskeyForm",
    "reauthenticate": "uprest.accounts.forms.second_step.ConfirmSecondStepForm",
    "signup_webauthn": "uprest.accounts.forms.second_step.SignUpPasskeyForm",
}
MFA_ADAPTER = "uprest.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "UPREST"
MFA_TOTP_TOLERANCE = 1
