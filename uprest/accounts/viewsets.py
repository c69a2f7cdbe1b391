"""Wagtail's user administration: e-mail address, name and roles, and nothing about learning."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.users.views.users import DeleteView, IndexView, UserColumn
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from uprest.accounts.forms.users import ChangedUserForm, NewUserForm
from uprest.accounts.models import User
from uprest.accounts.services import erase_person


class UserIndexView(IndexView):
    """Lists the people who have an account."""

    @cached_property
    def columns(self) -> list[Column]:
        """Name, e-mail address, roles and whether the account is active."""
        name: Column = self._get_title_column_class(UserColumn)(
            "name", accessor=str, label=_("Name"), get_url=self.get_edit_url, classname="name"
        )
        return [
            name,
            Column("email", label=_("E-mail address"), sort_key="email", width="30%"),
            Column("roles", accessor=_list_roles, label=_("Roles"), width="30%"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active", width="10%"),
        ]

    @cached_property
    def search_fields(self) -> set[str]:
        """Where the search looks."""
        return {"email", "display_name"}

    def get_base_queryset(self) -> QuerySet[User]:
        """Everybody who was not erased, with their roles."""
        people: QuerySet[User] = super().get_base_queryset().filter(erased_at=None)
        return people.prefetch_related("groups")


def _list_roles(user: User) -> str:
    names = [group.name for group in user.groups.all()]
    return ", ".join([*([str(_("Superuser"))] if user.is_superuser else []), *sorted(names)])


class UserEraseView(DeleteView):
    """Erases a person: what counts stays counted, under no name."""

    page_title = _("Erase the person")
    success_message = _("The person was erased.")
    confirmation_message = _(
        "Name, e-mail address and learning go for good. Figures stay as they are."
    )

    def delete_action(self) -> None:
        """Leave a tombstone instead of deleting what others rely on."""
        erase_person(user_id=self.object.pk, at=timezone.now())


class UserViewSet(WagtailUserViewSet):
    """Wagtail's user screens with our fields."""

    index_view_class = UserIndexView
    delete_view_class = UserEraseView
    template_prefix = "wagtailusers/users/"
    list_export: list[str] = []

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: FBT001, FBT002  # Wagtail's
        """Return the form with our fields."""
        return ChangedUserForm if for_update else NewUserForm
