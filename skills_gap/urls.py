"""Addresses of the skills check, the result, the path and the learner's home."""

from django.urls import path

from skills_gap.views import check, learning

app_name = "skills_gap"
urlpatterns = [
    path("check/", check.start, name="start"),
    path("check/<uuid:response_id>/", check.question, name="question"),
    path("check/<uuid:response_id>/rest/", check.rest, name="rest"),
    path("check/<uuid:response_id>/hand-in/", check.submit, name="submit"),
    path("check/<uuid:response_id>/result/", learning.result, name="result"),
    path("check/<uuid:response_id>/result/counting/", learning.counting, name="counting"),
    path("check/<uuid:response_id>/knowledge/", learning.knowledge, name="knowledge"),
    path("home/", learning.home, name="home"),
    path("my-skills/", learning.my_skills, name="my_skills"),
    path("path/", learning.path, name="path"),
    path("path/accept/", learning.accept, name="accept"),
]
