"""Addresses of messages."""

from django.urls import path

from uprest.notifications import views

app_name = "notifications"
urlpatterns = [
    path("account/messages/", views.show_messages, name="messages"),
    path("account/messages/read/", views.read_messages, name="read"),
    path("account/messages/settings/", views.choose, name="choose"),
    path("messages/stop/<str:token>/", views.stop, name="stop"),
]
