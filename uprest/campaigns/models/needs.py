"""The need board: modules that businesses and cities ask for."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.ecosystem.models import Municipality, Organisation
from uprest.skills.models import Occupation, Skill


class Need(models.Model):
    """A module that is asked for, by a business or (without one) by the city itself.

    Other businesses never see who asked; the city sees it where ``shows_name`` says so.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("state of a need", "Asked for")
        WRITING = "WRITING", pgettext_lazy("state of a need", "Being written")
        ANSWERED = "ANSWERED", pgettext_lazy("state of a need", "Answered by a course")
        DECLINED = "DECLINED", pgettext_lazy("state of a need", "Declined")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="needs", verbose_name=_("city")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="needs", null=True, blank=True
    )
    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", null=True, blank=True)
    words = models.CharField(_("in your own words"), max_length=160, blank=True)
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, related_name="+", null=True, blank=True
    )
    why = models.TextField(_("why"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    shows_name = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    moved_at = models.DateTimeField()
    course_key = models.UUIDField(null=True, blank=True)
    reason = models.TextField(blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        indexes = [models.Index(fields=["municipality", "state"], name="need_by_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d}"


class NeedSupport(models.Model):
    """That another business needs it too. Who they are is shown to nobody."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    supported_at = models.DateTimeField()
    supported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("support of a need")
        verbose_name_plural = _("supports of needs")
        constraints = [
            models.UniqueConstraint(fields=["need", "organisation"], name="one_support_a_business")
        ]

    def __str__(self) -> str:
        return f"{self.supported_at:%Y-%m-%d}"
