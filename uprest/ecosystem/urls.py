"""Addresses of pages about businesses."""

from django.urls import path

from uprest.ecosystem.views import businesses, joining, teams

app_name = "ecosystem"
urlpatterns = [
    path("join/<str:token>/", joining.join, name="join"),
    path("join/<str:token>/member/", joining.become_member, name="become_member"),
    path("business/new/", businesses.new_business, name="new_business"),
    path("account/businesses/", businesses.my_businesses, name="my_businesses"),
    path("account/businesses/<int:organisation_id>/sharing/", businesses.share, name="share"),
    path("account/businesses/<int:organisation_id>/leave/", businesses.leave, name="leave"),
    path("account/businesses/<int:organisation_id>/close/", businesses.close, name="close"),
    path("team/<int:organisation_id>/invite/", teams.invite, name="invite"),
    path("team/<int:organisation_id>/invite/make/", teams.make_link, name="make_link"),
    path("team/<int:organisation_id>/invite/stop/", teams.stop_link, name="stop_link"),
    path("team/<int:organisation_id>/invite/poster/", teams.poster, name="poster"),
    path("team/<int:organisation_id>/members/", teams.members, name="members"),
    path(
        "team/<int:organisation_id>/members/<int:membership_id>/role/",
        teams.edit_role,
        name="edit_role",
    ),
    path(
        "team/<int:organisation_id>/members/<int:membership_id>/remove/",
        teams.remove_member,
        name="remove_member",
    ),
]
