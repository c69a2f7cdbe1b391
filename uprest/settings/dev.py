"""Settings of a laptop and of the demo: SQLite, Celery in the same process, mails on screen."""

from uprest.settings.base import *  # noqa: F403

# WhiteNoise hands out static files as on a real site: the player's frame may read its fonts.
INSTALLED_APPS = ["whitenoise.runserver_nostatic", *INSTALLED_APPS]  # noqa: F405
DEBUG = env.bool("DEBUG", default=False)  # noqa: F405
SECRET_KEY = SECRET_KEY or "only-for-a-laptop-" + "0" * 40  # noqa: F405
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ALLOWED_HOSTS]  # noqa: F405
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
EMAIL_BACKEND = "uprest.demo.mail.ScreenBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
UPREST_DEMO = True
# `runserver` answers each connection in a thread of its own: kept connections would pile up.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# Browsers allow passkeys on http://localhost; so do we, there alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
