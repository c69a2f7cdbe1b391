"""ASGI entry point of the production site."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uprest.settings.production")

application = get_asgi_application()
