"""Wagtail's user administration with our own user's fields."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    """Points Wagtail's user screens at the viewset that knows our fields."""

    user_viewset = "uprest.accounts.viewsets.UserViewSet"
