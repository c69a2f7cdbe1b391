"""Addresses of practices: the library, a city's adaptations, and its digital plan."""

from django.urls import path
from wagtail.views import serve

from uprest.practices.views import adaptations, plans

app_name = "practices"
CITY = "city/<slug:slug>/"
ADAPTATION = f"{CITY}practices/<int:adaptation_id>/"
PLAN = f"{CITY}plan/<int:round_id>/"
urlpatterns = [
    # Wagtail's own address of the library, under a name to link to.
    path("practices/", serve, {"path": "practices/"}, name="library"),
    path("practices/adapted/<int:adaptation_id>/", adaptations.adapted, name="adapted"),
    path("practices/transfer/<uuid:key>/", adaptations.transfer, name="transfer"),
    path(f"{CITY}practices/", adaptations.adaptations, name="adaptations"),
    path(f"{CITY}practices/new/<uuid:key>/", adaptations.new_adaptation, name="new_adaptation"),
    path(ADAPTATION, adaptations.adaptation, name="adaptation"),
    path(f"{ADAPTATION}edit/", adaptations.edit_adaptation, name="edit_adaptation"),
    path(f"{ADAPTATION}notes/", adaptations.write_note, name="write_note"),
    path(f"{ADAPTATION}propose/", adaptations.propose, name="propose"),
    path(f"{CITY}plan/", plans.plans, name="plans"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}part/<slug:code>/", plans.plan_part, name="plan_part"),
    path(f"{PLAN}plan.pdf", plans.plan_pdf, name="plan_pdf"),
    path(f"{PLAN}close/", plans.close_plan, name="close_plan"),
    path(f"{PLAN}reopen/", plans.reopen_plan, name="reopen_plan"),
    path(f"{PLAN}actions/new/", plans.new_plan_action, name="new_plan_action"),
    path(f"{PLAN}actions/<int:action_id>/", plans.plan_action, name="plan_action"),
]
