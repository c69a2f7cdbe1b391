"""Forms about the account."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from uprest.accounts.models import User


class SignUpFields(forms.Form):
    """What sign-up asks for besides the e-mail address."""

    display_name = forms.CharField(label=_("Your name (optional)"), max_length=80, required=False)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
