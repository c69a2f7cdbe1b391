"""A city's self-check of its digital transformation, in rounds, and what it means to do."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.ecosystem.models import Municipality


class PlanRound(models.Model):
    """One self-check of one city at one time. The statements are those of ``version``."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="plan_rounds", verbose_name=_("city")
    )
    name = models.CharField(_("name of the round"), max_length=80)
    version = models.CharField(_("version of the statements"), max_length=20, editable=False)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("round of the self-check")
        verbose_name_plural = _("rounds of the self-check")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_round_a_name"),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_round_a_city",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanAnswer(models.Model):
    """The newest answer to one statement of a round, and who gave it when."""

    UNKNOWN, ELSEWHERE = "unknown", "elsewhere"

    round = models.ForeignKey(PlanRound, models.CASCADE, related_name="answers")
    item = models.CharField(_("statement"), max_length=60)
    value = models.CharField(_("answer"), max_length=10, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    evidence_url = models.URLField(_("evidence"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(_("answered at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["round", "item"], name="one_answer_a_statement")
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.value}"


class PlanAction(models.Model):
    """Something that a city means to do about its plan. ``item`` says which statement it is for."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("action", "Open")
        DOING = "doing", pgettext_lazy("action", "Under way")
        DONE = "done", pgettext_lazy("action", "Done")
        DROPPED = "dropped", pgettext_lazy("action", "Dropped")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="plan_actions", verbose_name=_("city")
    )
    round = models.ForeignKey(PlanRound, models.CASCADE, related_name="actions")
    item = models.CharField(_("statement"), max_length=60, blank=True)
    title = models.CharField(_("what is to be done"), max_length=300)
    owner = models.CharField(_("who sees to it"), max_length=120, blank=True)
    due_on = models.DateField(_("until when"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    updated_at = models.DateTimeField(_("changed at"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("action of the plan")
        verbose_name_plural = _("actions of the plan")

    def __str__(self) -> str:
        return self.title
