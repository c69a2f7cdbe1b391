"""Checks of what authors write."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from uprest.core.icons import icon_names


def validate_icon(name: str) -> None:
    """Refuse a name that is none of our icons.

    :raises ValidationError: in that case.
    """
    if name not in icon_names():
        raise ValidationError(
            _("There is no icon “%(name)s”. Choose a name from lucide.dev, for example “clock”."),
            params={"name": name},
        )
