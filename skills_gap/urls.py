"""Addresses of the check, the path, the learner's home, and of what teams and cities need."""

from django.urls import path

from skills_gap.views import assignments, check, city_needs, handbooks, learning, needs

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
    path("assigned/<uuid:assignment_id>/start/", assignments.start, name="start_assigned"),
    path("assigned/<uuid:assignment_id>/decline/", assignments.decline, name="decline_assigned"),
    path("team/<int:organisation_id>/plan/", assignments.assignments, name="assignments"),
    path("team/<int:organisation_id>/plan/new/", assignments.new, name="new_assignment"),
    path(
        "team/<int:organisation_id>/plan/<uuid:assignment_id>/day/",
        assignments.change,
        name="change_assignment",
    ),
    path(
        "team/<int:organisation_id>/plan/<uuid:assignment_id>/withdraw/",
        assignments.withdraw,
        name="withdraw_assignment",
    ),
    path("team/<int:organisation_id>/handbook/", handbooks.handbook, name="handbook"),
    path("team/<int:organisation_id>/handbook/print/", handbooks.printed, name="handbook_print"),
    path("team/<int:organisation_id>/handbook/pdf/", handbooks.as_pdf, name="handbook_pdf"),
    path("team/<int:organisation_id>/needs/", needs.jobs, name="needs"),
    path("team/<int:organisation_id>/needs/<slug:code>/", needs.job, name="needs_of_job"),
    path("team/<int:organisation_id>/needs/<slug:code>/one/", needs.one, name="need_of_skill"),
    path("team/<int:organisation_id>/needs/<slug:code>/forget/", needs.forget, name="forget_needs"),
    path("city/<slug:slug>/needed-levels/", city_needs.jobs, name="city_needs"),
    path("city/<slug:slug>/needed-levels/<slug:code>/", city_needs.use, name="use_city_needs"),
]
