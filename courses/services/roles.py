"""What trainers may do."""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from courses.models import CourseIndexPage
from uprest.ecosystem.types import TRAINERS_GROUP

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
COLLECTION_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
H5P_PERMISSIONS = ("add_content", "view_content")


def list_correcting_permissions() -> QuerySet[Permission]:
    """Return the permissions to correct somebody's record."""
    return Permission.objects.filter(
        content_type__app_label="courses", codename__in=("regrade", "override")
    )


def set_up_trainers() -> Group:
    """Make the group of trainers and return it; again after a language or index was added.

    They write, publish and translate courses and lessons, with pictures, videos and files, and
    upload H5P packages, whose libraries an administrator approves. They have answers scored again,
    and mark for a person whose address they know. They do not see people, the vocabulary, other
    pages or settings.
    """
    group, _is_new = Group.objects.get_or_create(name=TRAINERS_GROUP)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(
            content_type__app_label="wagtail_localize", codename="submit_translation"
        ),
        *list_correcting_permissions(),
        *Permission.objects.filter(content_type__app_label="h5p", codename__in=H5P_PERMISSIONS),
    )
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS
    ):
        for index in CourseIndexPage.objects.all():
            GroupPagePermission.objects.get_or_create(
                group=group, page=index, permission=permission
            )
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=COLLECTION_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
    return group
