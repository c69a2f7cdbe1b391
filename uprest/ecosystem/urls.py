"""Addresses of pages about businesses."""

from django.urls import path

from uprest.ecosystem.views import businesses, joining, mailing, register, teams, telling

app_name = "ecosystem"
urlpatterns = [
    path("join/", joining.enter_code, name="enter_code"),
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
    path("team/<int:organisation_id>/invite/mails/", mailing.invite_by_mail, name="invite_by_mail"),
    path("team/<int:organisation_id>/city/", telling.known_to_city, name="known_to_city"),
    path("team/<int:organisation_id>/city/name/", telling.agree_to_name, name="agree_to_name"),
    path(
        "team/<int:organisation_id>/city/contact/",
        telling.agree_to_contact,
        name="agree_to_contact",
    ),
    path(
        "team/<int:organisation_id>/city/<slug:code>/back/",
        telling.take_back_choice,
        name="take_back_choice",
    ),
    path("participants/<slug:slug>/", telling.participants, name="participants"),
    path("city/<slug:slug>/register/", register.register, name="register"),
    path(
        "city/<slug:slug>/register/participants.csv",
        register.participants_csv,
        name="participants_csv",
    ),
    path("city/<slug:slug>/register/upload/", register.upload_register, name="upload_register"),
    path(
        "city/<slug:slug>/register/<int:import_id>/", register.import_columns, name="import_columns"
    ),
    path(
        "city/<slug:slug>/register/<int:import_id>/words/",
        register.import_words,
        name="import_words",
    ),
    path(
        "city/<slug:slug>/register/<int:import_id>/check/",
        register.import_check,
        name="import_check",
    ),
    path(
        "city/<slug:slug>/register/<int:import_id>/cancel/", register.cancel, name="cancel_import"
    ),
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
