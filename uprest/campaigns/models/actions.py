"""What a city's officers have agreed to do."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.campaigns.models.campaigns import Campaign
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import Release


class Action(models.Model):
    """Something to do about a finding, with one officer who does it until a day.

    Old ones may lack either, and an officer may go: the next who changes it must choose.
    ``finding`` says in words what it goes back to. ``event`` is the number of an event of the
    city, which may be gone.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("state of an action", "Open")
        DOING = "DOING", pgettext_lazy("state of an action", "Doing")
        DONE = "DONE", pgettext_lazy("state of an action", "Done")
        DROPPED = "DROPPED", pgettext_lazy("state of an action", "Dropped")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="actions", verbose_name=_("city")
    )
    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(_("what to do"), max_length=200)
    finding = models.CharField(_("why"), max_length=300, blank=True)
    release = models.ForeignKey(Release, models.SET_NULL, related_name="+", null=True, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, related_name="actions", null=True, blank=True
    )
    event = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [models.Index(fields=["municipality", "state"], name="action_by_state")]

    def __str__(self) -> str:
        return self.title


class ActionNote(models.Model):
    """A note or a new state: who and when; added, never changed.

    ``state`` is the new state, empty for a note alone.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), blank=True)
    state = models.CharField(max_length=10, choices=Action.State, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note on an action")
        verbose_name_plural = _("notes on actions")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d}"
