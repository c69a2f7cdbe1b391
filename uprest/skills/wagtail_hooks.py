"""What the vocabulary adds to Wagtail: its screens, and its permissions in the form of a group."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from uprest.skills.viewsets import VocabularyGroup

MODELS = ("framework", "area", "skill", "occupation")


@hooks.register("register_admin_viewset")
def register_screens() -> VocabularyGroup:
    """Show the screens."""
    return VocabularyGroup()


@hooks.register("register_permissions")
def list_permissions() -> QuerySet[Permission]:
    """Let the form of a group give the permissions."""
    return Permission.objects.filter(
        content_type__app_label="skills", content_type__model__in=MODELS
    )
