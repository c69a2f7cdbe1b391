"""What the businesses of a city need in sum, as it was published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Municipality
from uprest.skills.models import Occupation, Skill


class CityNeed(models.Model):
    """One publication of the median of what businesses need of a skill. Never changed.

    ``statements`` says for each business by its id what it stated then ("4/3": level and
    importance). It is never shown: by it the next publication is compared with this one.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="needed_levels")
    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    importance = models.PositiveSmallIntegerField()
    businesses = models.PositiveIntegerField()
    statements = models.JSONField(default=dict)
    published_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("needed level")
        verbose_name_plural = _("needed levels")
        indexes = [
            models.Index(
                fields=["municipality", "occupation", "skill", "published_at"], name="need_of_city"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} ({self.importance})"
