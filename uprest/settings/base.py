"""Settings that are safe for production; ``dev`` and ``test`` loosen them.

Every value that differs between installations is read from the environment here, once,
and described in ``docs/settings.md``.
"""

from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from uprest.settings.signing_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# --- Who may reach the site -----------------------------------------------------------------
SECRET_KEY = env.str("DJANGO_SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Where set, another host name of this site, which knows the player of H5P content and nothing else.
UPREST_PLAYER_ORIGIN = env.str("UPREST_PLAYER_ORIGIN", default="").rstrip("/")
if UPREST_PLAYER_ORIGIN:
    ALLOWED_HOSTS.append(urlsplit(UPREST_PLAYER_ORIGIN).hostname or "")

# --- What it is made of ---------------------------------------------------------------------
INSTALLED_APPS = [
    "uprest.demo",
    "uprest.campaigns",
    "uprest.reporting",
    "uprest.pages",
    "uprest.events",
    "uprest.practices",
    "skills_gap",
    "courses",
    "uprest.ecosystem",
    "uprest.xapi",
    "uprest.h5p",
    "uprest.notifications",
    "uprest.accounts",
    "uprest.skills",
    "uprest.core",
    "modeltranslation",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "uprest.accounts.users_app.UsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "uprest.h5p.middleware.PlayerHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Pads every answer at random, so that its length says nothing of the secrets in it (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "uprest.core.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "uprest.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "uprest.accounts.middleware.VisitorMiddleware",
    "uprest.ecosystem.middleware.CityMiddleware",
    "uprest.core.middleware.ImpossibleAddressMiddleware",
]

ROOT_URLCONF = "uprest.urls"
WSGI_APPLICATION = "uprest.wsgi.application"
ASGI_APPLICATION = "uprest.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "uprest" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["uprest.core.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "uprest.ecosystem.context_processors.frame",
            ],
        },
    }
]

# --- Where it keeps things ------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers and one writer at a time, and a writer waits instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://uprest")}

STORAGES = {
    "default": {
        "BACKEND": env.str("MEDIA_STORAGE", default="django.core.files.storage.FileSystemStorage")
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))
MEDIA_URL = "/media/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / ".build" / "collected"))
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "uprest.core.finders.StylesheetFinder",
    "uprest.core.finders.NodeModulesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATICFILES_DIRS = [BASE_DIR / "uprest" / "static"]

# --- Background work: Celery, and Wagtail's own tasks by the same queue -------------------------
CELERY_TASK_ALWAYS_EAGER = not env.str("CELERY_BROKER_URL", default="")
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or "memory://"
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "send-reminders": {
        "task": "courses.tasks.send_reminders",
        "schedule": timedelta(hours=24),
    },
    "delete-unclaimed-visits": {
        "task": "skills_gap.tasks.delete_unclaimed_visits",
        "schedule": timedelta(hours=1),
    },
    "publish-needs": {
        "task": "skills_gap.tasks.publish_needs",
        "schedule": timedelta(days=1),
    },
    "remind-assigned": {
        "task": "skills_gap.tasks.remind_assigned",
        "schedule": timedelta(days=1),
    },
    "renew-teams": {
        "task": "uprest.reporting.tasks.renew_teams",
        "schedule": timedelta(days=1),
    },
    "forget-old-imports": {
        "task": "uprest.ecosystem.tasks.forget_old_imports",
        "schedule": timedelta(hours=1),
    },
    "clean-up-h5p": {
        "task": "uprest.h5p.tasks.clean_up",
        "schedule": timedelta(days=1),
    },
    "take-up-lost-releases": {
        "task": "uprest.reporting.tasks.take_up_lost_orders",
        "schedule": timedelta(minutes=10),
    },
    "project-statements": {
        "task": "courses.tasks.project_statements",
        "schedule": timedelta(minutes=10),
    },
    "project-late-statements": {
        "task": "courses.tasks.project_statements",
        "schedule": timedelta(days=1),
        "kwargs": {"late": True},
    },
    "tend-campaigns": {
        "task": "uprest.campaigns.tasks.tend",
        "schedule": timedelta(days=1),
    },
    "forward-statements": {
        "task": "uprest.xapi.tasks.forward_statements",
        "schedule": timedelta(minutes=1),
    },
    "send-mails-due": {
        "task": "uprest.notifications.tasks.send_due",
        "schedule": timedelta(minutes=5),
    },
    "delete-old-messages": {
        "task": "uprest.notifications.tasks.delete_old",
        "schedule": timedelta(days=1),
    },
    "remind-of-events": {
        "task": "uprest.events.tasks.send_reminders",
        "schedule": timedelta(minutes=10),
    },
    "record-attendances": {
        "task": "uprest.events.tasks.record_attendances",
        "schedule": timedelta(minutes=15),
    },
    "forget-needs-at-events": {
        "task": "uprest.events.tasks.forget_what_people_needed",
        "schedule": timedelta(hours=1),
    },
    "delete-old-statements": {
        "task": "uprest.xapi.tasks.delete_old_statements",
        "schedule": timedelta(days=1),
    },
}
TASKS = {"default": {"BACKEND": "uprest.core.celery_backend.CeleryBackend"}}

# --- Languages ------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("it", "Italiano"), ("hr", "Hrvatski")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["uprest.core.formats"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)

# --- Signing in: see signing_in.py ------------------------------------------------------------
# --- Mail -----------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="UPREST <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Browser security -----------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of its own admin
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [UPREST_PLAYER_ORIGIN or SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor sends one field a block and more

# --- Wagtail --------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "UPREST"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("en", "English"), ("sv", "Svenska"), ("it", "Italiano"), ("hr-hr", "Hrvatski"),
]  # fmt: skip
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # see docs/decisions/0009
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "mp4", "odt", "ods", "pdf", "txt", "vtt", "webm", "xlsx",
]  # fmt: skip
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
TAGGIT_CASE_INSENSITIVE = True

# --- UPREST's own ---------------------------------------------------------------------------
# Who may play H5P content is for the courses to say.
H5P_GUARD = "courses.selectors.playing.may_play"
# How long what a visitor did without an account is kept.
UPREST_VISIT_DAYS = 7
# How long an answer counts in a business's and a city's figures.
UPREST_COUNTED_MONTHS = 24
# How big an uploaded H5P file may be, and how long one stays that nothing uses.
H5P_UPLOAD_MEGABYTES = env.int("H5P_UPLOAD_MEGABYTES", default=100)
H5P_UNUSED_DAYS = env.int("H5P_UNUSED_DAYS", default=30)
# From which hosts H5P content may load media; where it is empty, from all that have a name.
H5P_MEDIA_HOSTS: list[str] = env.list("H5P_MEDIA_HOSTS", default=[])
# What of the learning record is kept as xAPI statements, and for how many days (0: for good).
UPREST_XAPI_VERBS: list[str] = env.list(
    "UPREST_XAPI_VERBS",
    default=["answered", "passed", "failed", "completed", "mastered", "earned"],
)
UPREST_XAPI_DAYS = env.int("UPREST_XAPI_DAYS", default=0)
# Another record store that gets a copy of the statements; none unless it is set.
UPREST_LRS_URL = env.str("UPREST_LRS_URL", default="")
UPREST_LRS_KEY = env.str("UPREST_LRS_KEY", default="")
UPREST_LRS_SECRET = env.str("UPREST_LRS_SECRET", default="")
# When nobody is reminded of what expires: month-day/month-day, both inside; empty for never.
UPREST_QUIET_SEASON = env.str("UPREST_QUIET_SEASON", default="06-15/08-31")
UPREST_QUIET_HOURS = [
    time.fromisoformat(end)
    for end in env.str("UPREST_QUIET_HOURS", default="21:00-07:00").split("-")
]
UPREST_KEEP_MESSAGES_DAYS = env.int("UPREST_KEEP_MESSAGES_DAYS", default=365)
# Who certificates are from, and the key that signs them (32 bytes in base64): to be kept.
UPREST_CREDENTIAL_ISSUER = env.str("UPREST_CREDENTIAL_ISSUER", default="UPREST")
UPREST_CREDENTIAL_KEY = env.str("UPREST_CREDENTIAL_KEY", default="")
# How many questions the public API answers from one address: number/period (s, m, h, d).
UPREST_API_RATE = env.str("UPREST_API_RATE", default="120/m")
# The demo shows sent mails and sign-in hints on screen: never on a real site.
UPREST_DEMO = env.bool("UPREST_DEMO", default=False)
UPREST_MAIL_FOLDER = BASE_DIR / ".build" / "mails"
# Whether an unknown icon name is an error (tests) or only logged (a live page stays readable).
UPREST_STRICT_ICONS = False

SILENCED_SYSTEM_CHECKS = ["security.W019"]  # SAMEORIGIN is meant, see X_FRAME_OPTIONS
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # A line a page and a task is a flood: these speak when something is wrong.
    "loggers": {
        name: {"level": "WARNING"} for name in ("celery", "fontTools", "wagtail", "weasyprint")
    },
}
