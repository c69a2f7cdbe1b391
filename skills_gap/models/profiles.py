"""Profiles and paths: snapshots that are made once and never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from skills_gap.models.responses import OWNED_BY_ONE, Answer, Response
from uprest.skills.models import Skill


class GapProfile(models.Model):
    """The levels and gaps that one handed-in response showed: the self-rated, dated series."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="profile")
    measured_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("skills profile")
        verbose_name_plural = _("skills profiles")

    def __str__(self) -> str:
        return f"{self.measured_at:%Y-%m-%d}"


class SkillGap(models.Model):
    """One skill of a profile: the level rated and the level needed at that time.

    ``answered`` is empty where the skill was not asked; ``level`` also where no level was given.
    """

    profile = models.ForeignKey(GapProfile, models.CASCADE, related_name="gaps")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    answered = models.CharField(max_length=12, choices=Answer.Kind, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    required = models.PositiveSmallIntegerField()
    importance = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        constraints = [models.UniqueConstraint(fields=["profile", "skill"], name="one_gap_a_skill")]

    def __str__(self) -> str:
        return f"{self.level}/{self.required}"


class RecommendedPath(models.Model):
    """A path as it was planned; a change of minutes, language or goal plans a new one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="paths", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    profile = models.ForeignKey(GapProfile, models.CASCADE, related_name="paths")
    minutes_a_week = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list)
    gain = models.FloatField()
    is_optimal = models.BooleanField()
    uncovered = models.JSONField(
        default=list, help_text="Gaps that no module fits: skill code, nearest module, reason."
    )
    planned_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("path")
        verbose_name_plural = _("paths")
        constraints = [models.CheckConstraint(condition=OWNED_BY_ONE, name="path_of_one")]

    def __str__(self) -> str:
        return f"{self.planned_at:%Y-%m-%d}"


class PathStep(models.Model):
    """A course on a path, with the reasons why it is there."""

    path = models.ForeignKey(RecommendedPath, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    course_key = models.UUIDField()
    minutes = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["path", "position"], name="one_step_a_position")
        ]

    def __str__(self) -> str:
        return str(self.position)
