"""The levels that businesses say they need."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models.organisations import Organisation
from uprest.skills.models import Occupation, Skill


class OrganisationRequirement(models.Model):
    """A business's own required level and importance of a skill in an occupation.

    The newest statement holds; ``season`` is the year it was made for.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="own_levels", verbose_name=_("business")
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
    season = models.PositiveSmallIntegerField(_("season"))
    stated_at = models.DateTimeField(_("stated at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("business's required level")
        verbose_name_plural = _("businesses' required levels")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "occupation", "skill"], name="one_own_level_a_skill"
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(0, 5), importance__range=(1, 3)),
                name="own_level_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} ({self.importance})"
