"""Settings of a real site: what must be set is asked for, and static files carry their hash."""

from django.core.exceptions import ImproperlyConfigured

from uprest.credentials.keys import UnusableKeyError, read_key
from uprest.settings.base import *  # noqa: F403

if not SECRET_KEY:  # noqa: F405
    raise ImproperlyConfigured("Set DJANGO_SECRET_KEY: see docs/settings.md.")
if not ALLOWED_HOSTS:  # noqa: F405
    raise ImproperlyConfigured("Set ALLOWED_HOSTS: see docs/settings.md.")
if UPREST_CREDENTIAL_KEY:  # noqa: F405
    try:
        read_key(UPREST_CREDENTIAL_KEY)  # noqa: F405
    except UnusableKeyError as error:
        raise ImproperlyConfigured(f"UPREST_CREDENTIAL_KEY: {error}") from error
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
}
# Whatever the environment says, a real site never shows mails on screen.
UPREST_DEMO = False
