"""Addresses of the player and of packages' files."""

from django.urls import path, re_path

from uprest.h5p.views import files, player

app_name = "h5p"
urlpatterns = [
    path("play/<str:ticket>/", player.play, name="play"),
    path("files/<str:ticket>/content/<path:path>", files.content_file, name="content_file"),
    re_path(
        r"^files/(?P<ticket>[^/]+)/libraries/(?P<folder>[^/]+)/(?P<path>.+)$",
        files.library_file,
        name="library_file",
    ),
]
