"""What the skills check adds to Wagtail: its screens for trainers and administrators."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from skills_gap.models import KnowledgeItem, Question, Survey
from skills_gap.services.city_needs import USED
from skills_gap.viewsets.policies import TrainerPolicy
from skills_gap.viewsets.questions import KnowledgeItemViewSet, QuestionViewSet
from skills_gap.viewsets.surveys import SurveyViewSet

# A version is made by copying one; it and the knowledge items are never deleted.
register_permission_policy(Survey, TrainerPolicy(Survey, forbidden=("add", "delete")))
register_permission_policy(Question, TrainerPolicy(Question))
register_permission_policy(KnowledgeItem, TrainerPolicy(KnowledgeItem, forbidden=("delete",)))


class CheckGroup(ModelViewSetGroup):
    """The skills check, in one place of the menu."""

    menu_label = pgettext_lazy("short, in the authors' menu", "Check")
    menu_icon = "clipboard-list"
    menu_order = 255
    items = (SurveyViewSet, QuestionViewSet, KnowledgeItemViewSet)


@hooks.register("register_admin_viewset")
def register_screens() -> CheckGroup:
    """Show the screens."""
    return CheckGroup()


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Let Wagtail's log tell that a city took over what its businesses need."""
    actions.register_action(USED, _("Use needed levels"), _("Used the levels that businesses need"))
