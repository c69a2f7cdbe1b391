"""Addresses of the figures: a city's for its officers, a team's for its owner, and everybody's."""

from django.urls import URLPattern, URLResolver, include, path

from uprest.reporting.api import list_addresses, rest_urlpatterns, schema_urlpatterns
from uprest.reporting.views import changes, exports, figures, open_data, team

app_name = "reporting"
urlpatterns = [
    path("city/", figures.cities, name="cities"),
    path("city/<slug:slug>/", figures.city, name="city"),
    path("city/<slug:slug>/figures.csv", exports.csv_file, name="city_csv"),
    path("city/<slug:slug>/figures.xlsx", exports.workbook, name="city_xlsx"),
    path("city/<slug:slug>/snapshot/", figures.take_snapshot, name="take_snapshot"),
    path("city/<slug:slug>/changes/", changes.changes, name="changes"),
    path("city/<slug:slug>/compare/", changes.compare, name="compare"),
    path("city/<slug:slug>/exports/", exports.show, name="exports"),
    path("city/<slug:slug>/exports/open/", exports.decide, name="decide_open_data"),
    path("city/<slug:slug>/exports/release/", exports.withdraw, name="withdraw_release"),
    path("city/<slug:slug>/council/", exports.council_page, name="council_page"),
    path("city/<slug:slug>/council/order/", exports.order, name="order_report"),
    path("city/<slug:slug>/council/<uuid:report_id>/", exports.progress, name="report_progress"),
    path("city/<slug:slug>/council/<uuid:report_id>.pdf", exports.pdf, name="report_pdf"),
    path("team/<int:organisation_id>/", team.team, name="team"),
    path("team/<int:organisation_id>/season/", team.season, name="season"),
    path("open-data/", open_data.page, name="open_data"),
]

# --- Without a language, for programs -------------------------------------------------------------

RELEASE = "<slug:slug>/<int:release_id>/"
open_data_urlpatterns = [
    path("", open_data.home, name="home"),
    path("catalog.ttl", open_data.turtle, name="turtle"),
    path("catalog.jsonld", open_data.json_ld, name="json_ld"),
    path("<slug:slug>/", open_data.thing, name="city"),
    path(RELEASE, open_data.thing, name="release"),
    path(f"{RELEASE}figures.csv", open_data.csv_file, name="csv"),
    path(f"{RELEASE}figures.csv-metadata.json", open_data.csvw, name="csvw"),
    path(f"{RELEASE}figures.schema.json", open_data.table_schema, name="table_schema"),
    path(f"{RELEASE}figures.json", open_data.cube, name="cube"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("", open_data.home),
    *schema_urlpatterns,
    path("", include((list_addresses(), "api"))),
    *rest_urlpatterns,
]
