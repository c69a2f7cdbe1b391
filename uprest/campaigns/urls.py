"""Addresses of campaigns, the need board and actions."""

from django.urls import path

from uprest.campaigns.views import actions, businesses, campaigns, needs, trainers

CITY = "city/<slug:slug>"
TEAM = "team/<int:organisation_id>"

app_name = "campaigns"
urlpatterns = [
    path(f"{CITY}/campaigns/", campaigns.campaigns, name="campaigns"),
    path(f"{CITY}/campaigns/new/", campaigns.new_campaign, name="new_campaign"),
    path(f"{CITY}/campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path(f"{CITY}/campaigns/<int:pk>/edit/", campaigns.edit, name="edit_campaign"),
    path(f"{CITY}/campaigns/<int:pk>/start/", campaigns.start, name="start_campaign"),
    path(f"{CITY}/campaigns/<int:pk>/end/", campaigns.end, name="end_campaign"),
    path(f"{CITY}/campaigns/<int:pk>/cancel/", campaigns.cancel, name="cancel_campaign"),
    path(f"{CITY}/needs/", needs.needs, name="needs"),
    path(f"{CITY}/needs/new/", needs.new_need, name="new_need"),
    path(f"{CITY}/needs/<int:pk>/hide/", needs.hide, name="hide_need"),
    path(f"{CITY}/actions/", actions.actions, name="actions"),
    path(f"{CITY}/actions/new/", actions.new_action, name="new_action"),
    path(f"{CITY}/actions/print/", actions.print_actions, name="print_actions"),
    path(f"{CITY}/actions/actions.csv", actions.actions_csv, name="actions_csv"),
    path(f"{CITY}/actions/<int:pk>/", actions.action, name="action"),
    path(f"{CITY}/actions/<int:pk>/edit/", actions.edit, name="edit_action"),
    path(f"{TEAM}/from-the-city/", businesses.business, name="business"),
    path(f"{TEAM}/campaigns/<int:pk>/answer/", businesses.answer, name="answer"),
    path(f"{TEAM}/board/", needs.board, name="board"),
    path(f"{TEAM}/board/new/", needs.ask, name="ask"),
    path(f"{TEAM}/board/<int:pk>/support/", needs.support, name="support"),
    path("from-the-city/", businesses.mine, {"name": "campaigns:business"}, name="my_city"),
    path("board/", businesses.mine, {"name": "campaigns:board"}, name="my_board"),
    path("campaigns/<int:pk>/", businesses.page, name="page"),
    path("need-board/", trainers.trainer_board, name="trainer_board"),
    path("need-board/<int:pk>/take/", trainers.take, name="take_need"),
    path("need-board/<int:pk>/give-back/", trainers.give_back, name="give_back_need"),
    path("need-board/<int:pk>/answer/", trainers.answer_with_course, name="answer_need"),
    path("need-board/<int:pk>/decline/", trainers.decline, name="decline_need"),
]
