"""Addresses of learning besides the Wagtail pages."""

from django.urls import path, re_path

from courses.views import learning, pages

app_name = "courses"
urlpatterns = [
    path("learning/<uuid:course_key>/enrol/", learning.enrol_in_course, name="enrol"),
    path("learning/lessons/<int:page_id>/answers/<uuid:block_id>/", learning.answer, name="answer"),
    path("learning/lessons/<int:page_id>/done/", learning.mark_done, name="mark_done"),
    # Wagtail's own addresses, found in fewer queries; whatever is not found goes on to Wagtail.
    re_path(r"^(?P<path>courses/(?:[\w-]+/){0,2})$", pages.serve_catalogue, name="page"),
]
