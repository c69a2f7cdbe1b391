"""Addresses of the statements. They are the same in every language: programs ask here."""

from django.urls import path

from uprest.xapi.views.statements import download_mine, show_about, show_statements

app_name = "xapi"
urlpatterns = [
    path("about", show_about, name="about"),
    path("statements", show_statements, name="statements"),
    path("my-statements", download_mine, name="my_statements"),
]
