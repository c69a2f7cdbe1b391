"""What a city made of a practice from elsewhere, with its own outcome."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.ecosystem.models import Municipality
from uprest.practices.models.library import Evidence


class Adaptation(models.Model):
    """A practice as one city tries it.

    It knows its practice by the key that all its translations share, so that it stays linked
    whatever the language; and by its title, for when the page is gone.
    """

    class State(models.TextChoices):
        CONSIDERING = "considering", pgettext_lazy("adaptation", "Considering")
        TRYING = "trying", pgettext_lazy("adaptation", "Trying")
        KEPT = "kept", pgettext_lazy("adaptation", "Kept")
        DROPPED = "dropped", pgettext_lazy("adaptation", "Dropped")

    practice_key = models.UUIDField(_("practice"), db_index=True, editable=False)
    practice_title = models.CharField(_("title of the practice"), max_length=255, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="adaptations", verbose_name=_("city")
    )
    title = models.CharField(_("what we call it"), max_length=200)
    changes = models.TextField(_("what we do differently"), max_length=4000)
    who = models.CharField(_("who does it"), max_length=300, blank=True)
    cost = models.CharField(_("what it costs us"), max_length=300, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CONSIDERING)
    outcome = models.TextField(_("what came of it"), max_length=4000, blank=True)
    evidence = models.CharField(
        _("strength of the evidence"), max_length=10, choices=Evidence, blank=True
    )
    measured = models.CharField(_("what we measured, and how"), max_length=300, blank=True)
    source_url = models.URLField(_("source on the web"), max_length=500, blank=True)
    lessons = models.TextField(_("what we would tell the next city"), max_length=4000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    is_public = models.BooleanField(_("shown to others"), default=False)
    proposed_key = models.UUIDField(
        _("proposed as a practice"), null=True, blank=True, editable=False, db_index=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    updated_at = models.DateTimeField(_("changed at"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")
        indexes = [models.Index(fields=["practice_key", "is_public"], name="shown_of_practice")]

    def __str__(self) -> str:
        return self.title


class AdaptationNote(models.Model):
    """A dated note on how an adaptation gets on; for the officers of its city."""

    adaptation = models.ForeignKey(Adaptation, models.CASCADE, related_name="notes")
    happened_on = models.DateField(_("day"))
    text = models.TextField(_("note"), max_length=2000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField(_("written at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on:%Y-%m-%d}"
