"""The gaps of a team as its owner was shown them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Organisation


class TeamFigure(models.Model):
    """One publication of one row of a team's gaps: an area, or a skill. Never changed.

    ``step`` is the mean gap in half levels. ``parts`` says how often each person's part occurred,
    as keyed hashes of gaps: no person, no answer. ``left_out`` has a mark for everybody who led the
    business then, and so is not in it.
    """

    class Kind(models.TextChoices):
        AREA = "AREA", _("Area")
        SKILL = "SKILL", _("Skill")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="team_figures")
    kind = models.CharField(max_length=5, choices=Kind)
    code = models.CharField(max_length=80)
    step = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    parts = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    taken_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("gap of a team")
        verbose_name_plural = _("gaps of teams")
        indexes = [
            models.Index(fields=["organisation", "kind", "code", "taken_at"], name="figure_of_team")
        ]

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d}"
