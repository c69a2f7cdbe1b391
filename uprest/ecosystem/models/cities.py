"""Municipalities, their officers, and the levels they ask for beside the shipped ones."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.skills.models import Occupation, Skill


class Municipality(models.Model):
    """A city (or a county's tourist board) that runs UPREST with its businesses."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    brand_colour = models.CharField(
        _("brand colour"),
        max_length=7,
        default="#1f5c4d",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as #rrggbb."))],
        help_text=_("One colour; all others are computed from it so that text stays readable."),
    )
    theme_css = models.TextField(editable=False, default="")
    theme_hash = models.CharField(max_length=16, editable=False, default="")
    season_starts_on = models.DateField(_("season starts on"), null=True, blank=True)
    contact_email = models.EmailField(_("contact"), blank=True)
    is_sample = models.BooleanField(
        _("sample data"), default=False, help_text=_("Figures are marked as sample data.")
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return self.name


class OfficerRole(models.Model):
    """Somebody who reads and acts on a city's figures."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="officer_roles",
        verbose_name=_("user"),
    )
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="officer_roles", verbose_name=_("city")
    )
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("city officer")
        verbose_name_plural = _("city officers")
        constraints = [
            models.UniqueConstraint(fields=["user", "municipality"], name="one_role_a_city")
        ]

    def __str__(self) -> str:
        return f"{self.given_at:%Y-%m-%d}"


class RequirementOverride(models.Model):
    """A city's own required level and importance of a skill in an occupation."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="overrides", verbose_name=_("city")
    )
    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="+", verbose_name=_("occupation")
    )
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        _("level needed"),
        validators=[MinValueValidator(0), MaxValueValidator(5)],
        help_text=_("0: this job does not need the skill here."),
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    class Meta:
        verbose_name = _("city's required level")
        verbose_name_plural = _("cities' required levels")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "occupation", "skill"], name="one_override_a_skill"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} ({self.importance})"
