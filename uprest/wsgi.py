"""WSGI entry point of the production site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uprest.settings.production")

application = get_wsgi_application()
