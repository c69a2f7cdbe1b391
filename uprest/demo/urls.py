"""Addresses of the demo."""

from django.urls import path

from uprest.demo import views

app_name = "demo"
urlpatterns = [path("mails/", views.show_mails, name="mails")]
