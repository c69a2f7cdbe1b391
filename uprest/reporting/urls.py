"""Addresses of the figures: a city's for its officers, a team's for its owner."""

from django.urls import path

from uprest.reporting import views

app_name = "reporting"
urlpatterns = [
    path("city/", views.cities, name="cities"),
    path("city/<slug:slug>/", views.city, name="city"),
    path("city/<slug:slug>/figures.csv", views.city_csv, name="city_csv"),
    path("city/<slug:slug>/snapshot/", views.take_snapshot, name="take_snapshot"),
    path("team/<int:organisation_id>/", views.team, name="team"),
]
