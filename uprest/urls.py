"""All addresses of the site."""

from allauth.account.views import logout as sign_out
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from courses.urls import credential_urlpatterns
from courses.views.credentials import did_document
from uprest.core.views import MEDIA_PREFIX, media
from uprest.ecosystem.views.themes import show_theme
from uprest.reporting.urls import api_urlpatterns, open_data_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    # Wagtail has no sign-in of its own: one place knows passkeys, codes and the second step.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/logout/", sign_out),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("theme/<slug:slug>-<str:digest>.css", show_theme, name="theme"),
    path(".well-known/did.json", did_document, name="did_document"),
    path("credentials/", include(credential_urlpatterns)),
    path("h5p/", include("uprest.h5p.urls")),
    path("xapi/", include("uprest.xapi.urls")),
    path("data/", include((open_data_urlpatterns, "open_data"))),
    path("api/v1/", include(api_urlpatterns)),
    path(f"{MEDIA_PREFIX}<path:path>", media),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("account/", include("uprest.accounts.urls")),
        path("", include("uprest.ecosystem.urls")),
        path("", include("courses.urls")),
        path("", include("skills_gap.urls")),
        path("", include("uprest.reporting.urls")),
        path("", include("uprest.campaigns.urls")),
        path("", include("uprest.events.urls")),
        path("", include("uprest.practices.urls")),
        path("", include("uprest.notifications.urls")),
        path("demo/", include("uprest.demo.urls")),
        path("", include("uprest.pages.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]
