"""Lists and forms of cities, officers, required levels, registers and businesses."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from uprest.ecosystem.forms.administration import (
    MunicipalityForm,
    OfficerRoleForm,
    OrganisationForm,
    RequirementOverrideForm,
)
from uprest.ecosystem.models import (
    Municipality,
    OfficerRole,
    Organisation,
    RegisterEntry,
    RequirementOverride,
)
from uprest.ecosystem.panels import ContrastPanel


class MunicipalityViewSet(ModelViewSet):
    """Cities. None is deleted: its figures and its businesses hang on it."""

    model = Municipality
    icon = "site"
    list_display = ["name", "slug", "language", "brand_colour", "is_sample"]
    search_fields = ["name", "slug"]
    search_backend_name = None
    ordering = ["name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("country", help_text=_("Two letters, for example SE.")),
            FieldPanel("language"),
            FieldPanel("brand_colour"),
            ContrastPanel(heading=_("Contrast")),
            FieldPanel("season_starts_on"),
            FieldPanel("contact_email"),
            FieldPanel("is_sample"),
        ],
        base_form_class=MunicipalityForm,
    )


class OfficerRoleViewSet(ModelViewSet):
    """City officers."""

    model = OfficerRole
    icon = "user"
    list_display = ["user", "municipality", "given_at"]
    list_filter = ["municipality"]
    ordering = ["municipality__name", "user__email"]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: FBT001, FBT002  # Wagtail's
        """Return the form, for a new role and a known one."""
        return OfficerRoleForm


class RequirementOverrideViewSet(ModelViewSet):
    """Cities' own required levels."""

    model = RequirementOverride
    icon = "sliders"
    list_display = ["municipality", "occupation", "skill", "level", "importance"]
    list_filter = ["municipality", "importance"]
    ordering = ["municipality__name", "occupation__position", "skill__position"]
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: FBT001, FBT002  # Wagtail's
        """Return the form, for a new level and a known one."""
        return RequirementOverrideForm


class RegisterEntryViewSet(ModelViewSet):
    """The entries of cities' business registers."""

    model = RegisterEntry
    icon = "list-ul"
    list_display = ["name", "number", "municipality", "sector", "size_class"]
    list_filter = ["municipality", "sector", "size_class"]
    search_fields = ["name", "number"]
    search_backend_name = None
    ordering = ["name"]
    form_fields = ["municipality", "number", "name", "sector", "size_class"]
    add_to_reference_index = False
    copy_view_enabled = False


class OrganisationViewSet(ModelViewSet):
    """Businesses. Whether one counts is decided on the list of those that wait, not here."""

    model = Organisation
    icon = "group"
    list_display = [
        "name",
        "municipality",
        "sector",
        "size_class",
        Column("register_entry", label=_("Register entry")),
        Column("approved_at", label=_("Approved at")),
    ]
    list_filter = ["municipality", "sector", "size_class"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: FBT001, FBT002  # Wagtail's
        """Return the form, for a new business and a known one."""
        return OrganisationForm
