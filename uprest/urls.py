"""All addresses of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from uprest.core.views import MEDIA_PREFIX, media

from uprest.ecosystem.views.themes import show_theme

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("theme/<slug:slug>-<str:digest>.css", show_theme, name="theme"),
    path(f"{MEDIA_PREFIX}<path:path>", media),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("", include("uprest.ecosystem.urls")),
        path("", include("uprest.pages.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]
