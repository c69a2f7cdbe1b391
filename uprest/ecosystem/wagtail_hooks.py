"""What this package adds to Wagtail: the administrators' screens and their log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from uprest.ecosystem.models import (
    Municipality,
    OfficerRole,
    Organisation,
    RegisterEntry,
    RequirementOverride,
)
from uprest.ecosystem.services.businesses import APPROVED, DECLINED, MATCHED
from uprest.ecosystem.viewsets.policies import AdministratorPolicy
from uprest.ecosystem.viewsets.records import (
    MunicipalityViewSet,
    OfficerRoleViewSet,
    OrganisationViewSet,
    RegisterEntryViewSet,
    RequirementOverrideViewSet,
)
from uprest.ecosystem.viewsets.waiting import WaitingViewSet

# Nothing that figures hang on is deleted here: a business is closed, a city stays.
for kept in (Municipality, Organisation):
    register_permission_policy(kept, AdministratorPolicy(kept, forbidden=("delete",)))
for model in (OfficerRole, RegisterEntry, RequirementOverride):
    register_permission_policy(model, AdministratorPolicy(model))


class EcosystemGroup(ModelViewSetGroup):
    """Cities and businesses, in one place of the menu."""

    menu_label = _("Cities and businesses")
    menu_icon = "globe"
    menu_order = 250
    items = (
        WaitingViewSet,
        OrganisationViewSet,
        RegisterEntryViewSet,
        MunicipalityViewSet,
        OfficerRoleViewSet,
        RequirementOverrideViewSet,
    )


@hooks.register("register_admin_viewset")
def register_screens() -> EcosystemGroup:
    """Show the screens."""
    return EcosystemGroup()


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Let Wagtail's log tell what was decided about a business."""
    actions.register_action(APPROVED, _("Approve"), _("Approved"))
    actions.register_action(MATCHED, _("Match to the register"), _("Matched to the register"))
    actions.register_action(DECLINED, _("Decline"), _("Declined"))
