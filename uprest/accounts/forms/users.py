"""Forms of Wagtail's user administration with the fields of our user."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from uprest.accounts.models import User

FIELDS = ("email", "display_name", "language", "groups")


class NewUserForm(UserCreationForm):
    """Makes an account without a password: the person signs in with a code by e-mail."""

    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(label=_("E-mail address"))

    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS

    def clean_email(self) -> str:
        """Addresses are kept in small letters, as sign-up keeps them."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # Django's signature
        """Save the account with no password that anybody could guess."""
        self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        return user


class ChangedUserForm(UserEditForm):
    """Changes name, language, roles and whether the account is active.

    The e-mail address is the key to the account: only the person changes it, on their own page.
    """

    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(label=_("E-mail address"), disabled=True, required=False)

    class Meta(UserEditForm.Meta):
        model = User
        fields = (*FIELDS, "is_active")

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, editing_self=False, **kwargs)
        if editing_self:
            # Nobody locks themselves out.
            del self.fields["is_active"]
