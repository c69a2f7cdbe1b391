"""Settings of the tests: quick, strict, nothing leaves the machine."""

import os
from datetime import time

from uprest.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-tests-" + "0" * 40
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
if CACHES["default"]["BACKEND"].endswith("RedisCache"):  # noqa: F405
    # Each test begins with an empty cache: one that workers share would be emptied under them.
    place, _, number = CACHES["default"]["LOCATION"].rpartition("/")  # noqa: F405
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{place}/{int(number) + int(worker)}"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Mails go out at whatever hour and in whatever season the tests run: hours that end where they
# begin are none.
UPREST_QUIET_HOURS = [time(), time()]
UPREST_QUIET_SEASON = ""
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Each client of the tests would list all static files anew.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
UPREST_DEMO = False
UPREST_STRICT_ICONS = True
MEDIA_ROOT = str(BASE_DIR / ".build" / "test-media")  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405
ZEAL_RAISE = True
# Wagtail's own routing asks for each page on the way to the one that is served.
# So do allauth and Django for address, account and session of whoever signs in.
ZEAL_ALLOWLIST = [
    {"model": "wagtailcore.Page", "field": "get()"},
    {"model": "account.EmailAddress", "field": "get()"},
    {"model": "accounts.User", "field": "get()"},
    {"model": "mfa.Authenticator", "field": "get()"},
    {"model": "sessions.Session", "field": "get()"},
]
