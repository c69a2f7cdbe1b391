"""The copy without identity that counts for a business and its city.

Everything that owners and officers read starts here. No row points to a person: ``person_key``
is a keyed hash, different for every business, that lets somebody's newer answers replace the
older ones and be taken back.
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Organisation
from uprest.skills.models import Occupation, Skill


class CountedResponse(models.Model):
    """One person's answers about one work in one business on one day."""

    class Source(models.TextChoices):
        CHECK = "CHECK", _("Skills check")
        IMPORT = "IMPORT", _("Imported")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="counted_responses")
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+")
    person_key = models.CharField(max_length=64)
    answered_on = models.DateField()
    source = models.CharField(max_length=8, choices=Source)
    is_newest = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("counted response")
        verbose_name_plural = _("counted responses")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "occupation", "person_key", "answered_on"],
                name="one_counted_response_a_day",
            ),
            models.UniqueConstraint(
                fields=["organisation", "occupation", "person_key"],
                condition=models.Q(is_newest=True),
                name="one_newest_counted_response",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answered_on:%Y-%m-%d}"


class CountedAnswer(models.Model):
    """One counted answer: a level from 0 to 5, or one of the two codes that are no level."""

    class Value(models.IntegerChoices):
        """Values beyond the levels 0 to 5, stored in the same narrow column."""

        NOT_MY_JOB = 8, _("Not part of my job")
        UNKNOWN = 9, _("I don't know")

    response = models.ForeignKey(CountedResponse, models.CASCADE, related_name="answers")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(validators=[MaxValueValidator(9)])
    chance = models.FloatField(default=1.0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("counted answer")
        verbose_name_plural = _("counted answers")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "skill"], name="one_counted_answer_a_skill"
            ),
            models.CheckConstraint(
                condition=models.Q(value__range=(0, 5)) | models.Q(value__in=(8, 9)),
                name="counted_value_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(chance__gt=0, chance__lte=1), name="counted_chance_in_range"
            ),
        ]

    def __str__(self) -> str:
        return str(self.value)
