"""Occupations and the levels of skill that they ask for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.skills.models.frameworks import Framework, Skill
from uprest.skills.types import HIGHEST_LEVEL


class Occupation(models.Model):
    """A job in tourism, ours or imported from ESCO."""

    framework = models.ForeignKey(
        Framework, models.CASCADE, related_name="occupations", verbose_name=_("framework")
    )
    code = models.CharField(_("code"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    icon = models.CharField(_("icon"), max_length=60, default="briefcase")
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    description = models.TextField(_("description"), blank=True)
    esco_uri = models.URLField(_("ESCO URI"), blank=True)
    nearest = models.JSONField(
        _("nearest occupations"),
        default=list,
        blank=True,
        help_text=_(
            "Codes, most similar first: small groups in a report are merged in this order."
        ),
    )
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        indexes = [models.Index(fields=["framework", "position"], name="occupation_in_order")]

    def __str__(self) -> str:
        return self.name


class Requirement(models.Model):
    """The level of one skill that an occupation asks for, and how much it matters (1 to 3)."""

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="requirements", verbose_name=_("occupation")
    )
    skill = models.ForeignKey(
        Skill, models.CASCADE, related_name="requirements", verbose_name=_("skill")
    )
    level = models.PositiveSmallIntegerField(
        _("level needed"), validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_LEVEL)]
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("required level")
        verbose_name_plural = _("required levels")
        constraints = [
            models.UniqueConstraint(fields=["occupation", "skill"], name="one_requirement_a_skill"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, HIGHEST_LEVEL), importance__range=(1, 3)),
                name="requirement_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} ({self.importance})"


class Relation(models.Model):
    """An imported statement that a skill is essential or optional for an occupation (ESCO)."""

    class Kind(models.TextChoices):
        ESSENTIAL = "ESSENTIAL", _("Essential")
        OPTIONAL = "OPTIONAL", _("Optional")

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="relations", verbose_name=_("occupation")
    )
    skill = models.ForeignKey(
        Skill, models.CASCADE, related_name="relations", verbose_name=_("skill")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["occupation", "skill"], name="one_relation_a_skill")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
