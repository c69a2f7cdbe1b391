"""The group of the platform's administrators and what Wagtail lets it do."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from uprest.ecosystem.types import ADMINISTRATORS_GROUP

OWN_APP = "ecosystem"
ACCOUNTS_APP = "accounts"
H5P_APP = "h5p"
SKILLS_APP = "skills"
SKILLS_ACTIONS = ("add", "change", "view")
COURSES_APP = "courses"
CORRECTIONS = ("regrade", "override")
USER_PERMISSIONS = ("add_user", "change_user", "view_user")


@transaction.atomic
def set_up_administrators() -> Group:
    """Make the group "Platform administrators" with its permissions; again changes nothing."""
    group, _is_new = Group.objects.get_or_create(name=ADMINISTRATORS_GROUP)
    permissions = Permission.objects.all()
    group.permissions.add(
        *permissions.filter(content_type__app_label__in=(OWN_APP, H5P_APP)),
        *permissions.filter(
            content_type__app_label=SKILLS_APP,
            codename__regex=rf"^({'|'.join(SKILLS_ACTIONS)})_",
        ),
        *permissions.filter(content_type__app_label="wagtailadmin", codename="access_admin"),
        *permissions.filter(content_type__app_label=COURSES_APP, codename__in=CORRECTIONS),
        *permissions.filter(content_type__app_label=ACCOUNTS_APP, codename__in=USER_PERMISSIONS),
    )
    return group
