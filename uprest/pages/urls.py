"""Addresses of the editorial site besides its Wagtail pages."""

from django.urls import path
from wagtail.views import serve

from uprest.pages import views

app_name = "pages"
urlpatterns = [
    path("language/<slug:code>/", views.switch_language, name="switch_language"),
    # Wagtail's own address of the course index, under a name to link to.
    path("courses/", serve, {"path": "courses/"}, name="courses"),
]
